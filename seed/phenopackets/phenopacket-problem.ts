/** The file is no phenopacket of one patient; says what is wrong and where, in both languages and without any value. */
export class PhenopacketProblem extends Error {
  readonly pointer: string
  readonly zh: string
  readonly en: string

  /** `pointer` is a JSON pointer (RFC 6901) into the file; the empty pointer is the file itself. */
  constructor(pointer: string, zh: string, en: string) {
    super(`${pointer || '(the whole file)'}: ${en}`)
    this.name = 'PhenopacketProblem'
    this.pointer = pointer
    this.zh = `${pointer || '（整个文件）'}：${zh}`
    this.en = this.message
  }
}
