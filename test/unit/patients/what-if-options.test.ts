import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readWhatIfOptions, UsageError } from '#api/patients/what-if-options.ts'
import { presentParameters } from '#registry-rules/linkage/parameters/present.ts'

describe('the options of linkage:what-if', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'what-if-options-'))
  })
  after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const put = (content: string): string => {
    const file = join(folder, 'parameters.json')
    writeFileSync(file, content)
    return file
  }

  it('propose the present parameters where nothing is changed', () => {
    expect(readWhatIfOptions([])).to.deep.equal({ proposed: presentParameters, isJson: false, isHelp: false })
  })

  it('change a version, then by a file, then leave parts out, then set thresholds', () => {
    const file = put('{"thresholds": {"link": 0.999, "review": 0.2}, "limits": {"shown": 5}}')
    const args = ['--version', '2', '--parameters', file, '--without', 'guard-both-newborn', '--link', '.995', '--json']
    const { proposed, isJson } = readWhatIfOptions(args)
    expect(isJson).to.equal(true)
    expect(proposed.version).to.equal('2 changed')
    expect(proposed.thresholds).to.include({ link: 0.995, review: 0.2 })
    expect(proposed.limits.shown).to.equal(5)
    expect(proposed.guards).to.have.length(5).and.to.not.include('both-newborn')
    expect(readWhatIfOptions(['--version', '2']).proposed.version).to.equal('2')
  })

  const refused: readonly (readonly [readonly string[], string])[] = [
    [['--links', '0.9'], "Unknown option '--links'"],
    [['0.9'], "Unexpected argument '0.9'"],
    [['--link'], "Option '--link <value>' argument missing"],
    [['--link', 'high'], '--link must be a number above 0, at most 1'],
    [['--link', ''], '--link must be a number above 0, at most 1'],
    [['--link', '0'], '--link must be a number above 0, at most 1'],
    [['--link', 'NaN'], '--link must be a number above 0, at most 1'],
    [['--link', '9e-1'], '--link must be a number above 0, at most 1'],
    [['--review=-1'], '--review must be a number above 0, at most 1'],
    [['--review', '1.01'], '--review must be a number above 0, at most 1'],
    [['--review', '0.995'], 'thresholds.review (0.995) must not be above thresholds.link (0.99)'],
    [['--version', '1'], 'unknown version 1; known: 2, 3'],
    [['--without', 'guards'], 'unknown part guards; known: family-explanations'],
    [['--parameters', 'no-such-file.json'], 'cannot be read (ENOENT): no-such-file.json'],
    [['--parameters', tmpdir()], 'cannot be read (EISDIR)'],
  ]
  for (const [args, sentence] of refused) {
    it(`are refused: ${args.join(' ').replace(tmpdir(), 'FOLDER')}`, () => {
      expect(() => readWhatIfOptions(args)).to.throw(UsageError, sentence)
    })
  }

  it('are refused with a file that is not JSON, or no parameters', () => {
    expect(() => readWhatIfOptions(['--parameters', put('link: 0.9')])).to.throw(UsageError, 'is not JSON')
    expect(() => readWhatIfOptions(['--parameters', put('')])).to.throw(UsageError, 'is not JSON')
    expect(() => readWhatIfOptions(['--parameters', put('[]')])).to.throw(
      UsageError,
      'the parameters must be an object',
    )
    expect(() => readWhatIfOptions(['--parameters', put('{"link": 0.9}')])).to.throw(UsageError, 'link is unknown')
  })
})
