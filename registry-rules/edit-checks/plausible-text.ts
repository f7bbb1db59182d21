const placeholders = /^(不详|未知|无名氏?|未填|不清楚|待查|测试.*|患者|病人|test)$/i
// 某某 and 张某 stand for a name that was hidden; 王某之子 does so, too.
const hidden = /某某|某$|某之[子女]|[*＊×?？�]/
const digitOrPicture = /[\p{Nd}\p{Extended_Pictographic}]/u

/**
 * Whether a text can be the name of a person: at least two characters, no digit, no emoji, no sign for a hidden
 * part, none of the words for "unknown". Spaces and the middle dot of other nations' names do not count.
 */
export function isPlausiblePersonName(text: string): boolean {
  const name = text.normalize('NFKC').replaceAll(/[\s·•・.'’-]/g, '')
  return [...name].length >= 2 && !placeholders.test(name) && !hidden.test(name) && !digitOrPicture.test(name)
}

const mobile = /^1[3-9]\d{9}$/
const landline = /^0\d{2,3}[2-9]\d{6,7}(?:转?\d{1,6})?$/
const abroad = /^(?:\+|00)(?!86)[1-9]\d{6,14}$/

/**
 * Whether a text can be a telephone number of China (mobile, or landline with area code and perhaps an extension)
 * or, with + or 00, of another country: ITU-T E.164 and the numbering plan of the Ministry of Industry and
 * Information Technology. The same digit eight times is taken for a placeholder.
 */
export function isPlausiblePhone(text: string): boolean {
  const number = text
    .normalize('NFKC')
    .replaceAll(/[\s()（）-]/g, '')
    .replace(/^(?:\+|00)86/, '')
  return !/(\d)\1{7}/.test(number) && [mobile, landline, abroad].some((plan) => plan.test(number))
}
