import { foldSyllable, readingsOf } from './characters.ts'

/**
 * Surnames by share of the population of China in per cent, rounded: 全国姓名报告 of the Ministry of Public Security
 * (2018 to 2021) for the first hundred, as widely reprinted; the later ones are rounded to the class they stand in.
 * A wrong tenth does not matter: what counts is that a rare surname proves more than 王.
 */
const surnameShares: readonly (readonly [percent: number, surnames: string])[] = [
  [7.1, '王李'],
  [6.6, '张'],
  [5.2, '刘'],
  [4.5, '陈'],
  [3.1, '杨'],
  [2.3, '黄'],
  [2.1, '赵吴周'],
  [1.5, '徐孙'],
  [1.3, '马朱胡'],
  [1.2, '郭何'],
  [1.1, '林高罗'],
  [0.9, '郑梁'],
  [0.8, '谢宋唐许'],
  [0.7, '邓韩冯曹彭'],
  [0.6, '曾肖田董潘袁'],
  [0.5, '蔡蒋余于杜叶程魏苏吕'],
  [0.42, '丁任卢姚沈钟姜崔谭陆范'],
  [0.36, '汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛'],
  [0.28, '闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤'],
  [0.15, '康易乔赖文樊兰洪章殷施牛葛齐安倪伍季庞颜鲁耿聂焦左俞关柳甘祝包宁霍'],
]

/** Share of a surname that the table does not name: the remaining tenth of the people has thousands of surnames. */
const otherSurnameShare = 0.0002

/**
 * Characters of given names, commonest first; a merging of the lists printed for the census of 1982, for 2007 and for
 * the newborns of 2010 to 2020, since patients are of all ages. Only the order of magnitude is used.
 */
const givenCharacters =
  '英华玉秀明珍文芳兰国春红丽金平建梅志海云军荣伟林霞桂小龙燕杰强勇涛宇欣子佳涵雨梓浩俊婷敏静晓辉鹏飞洋' +
  '刚超斌磊波鑫宏立永德生成福庆新东凤琴莲美艳娟娜莉萍玲慧雪琳月香素淑芬花翠爱嘉轩怡思诗依一可天泽博睿宸' +
  '瑞晨昊航铭逸梦瑶彤妍颖佩倩丹洁莹晶蕾薇露琪琦瑜瑾瑄雯雅若心语艺萱馨悦语桐然安宁康健和祥清正光学义良忠' +
  '顺兴旺胜利武全昌盛友贵富有财宝才树根长江河山川松柏森木本土水火炎阳旭升星辰亮朝晖晗昕冬秋夏冰青蓝紫' +
  '彩霖露润泉源浩瀚渊博凯旋捷帅锋钢铁银铜锦绣绪维纲纪宪法民族政治家世界中华振继承先启发开元亨贞祖宗孝' +
  '仁礼智信勤俭敬业诚实真善巧珊珠璐璇瑛琼环佑依诺希望晋豪威雄毅坚刚力劲松廷延彦卓越远达通广大同仕士贤' +
  '少卫群众会会勋勉励加进连运起飞翔鸿鹤莺凰麟虎彪骏驰骁冠军师传道翰墨书画奇妙灵芝茹菊荷蓉菲芸芷苗茜莎' +
  '蓓葵菁芝丛萌竹筠笑笛娇媛婉妮姗娅妙姝娣妹姣好如意念恩惠慈怀忆恒悠尚尧舜禹汉唐宋明清靖靓影景晴昱时'

/** Shape of the falling off by rank r, 0.16 / (r + 10): the first holds 1.5 %, the hundredth 0.15 % of all characters. */
const givenScale = 0.16
const givenOffset = 10
const otherGivenShare = 0.00015

/** A name in Latin letters or a part of one; spelling takes the place of a character. */
const wordShare = 0.0005

const surnameShare = new Map(
  surnameShares.flatMap(([percent, surnames]) => [...surnames].map((surname) => [surname, percent / 100] as const)),
)
const givenShare = new Map(
  [...new Set(givenCharacters)].map((character, rank) => [character, givenScale / (rank + 1 + givenOffset)] as const),
)

const isCharacter = (text: string): boolean => /^\p{Script=Han}$/u.test(text)

/** How many of the people bear a surname, as a share of one. */
export function shareOfSurname(surname: string): number {
  return surnameShare.get(surname) ?? otherSurnameShare
}

/** How many of the characters of given names are this one, as a share of one. */
export function shareOfGivenCharacter(character: string): number {
  return givenShare.get(character) ?? (isCharacter(character) ? otherGivenShare : wordShare)
}

type Shares = ReadonlyMap<string, number>

/** Adds up by folded sound; a sound has at least the share of ten rare characters. */
function bySound(shares: Shares): Shares {
  const sums = new Map<string, number>()
  for (const [character, share] of shares) {
    for (const sound of new Set(readingsOf(character).map(foldSyllable))) {
      sums.set(sound, (sums.get(sound) ?? 0) + share)
    }
  }
  return sums
}

let sounds: { surname: Shares; given: Shares } | undefined

function soundShares(): { surname: Shares; given: Shares } {
  // Reading aloud two thousand characters takes a moment, so it waits for the first comparison by sound.
  sounds ??= { surname: bySound(surnameShare), given: bySound(givenShare) }
  return sounds
}

/** Share of the people whose surname sounds so; `sound` is a folded syllable. */
export function shareOfSurnameSound(sound: string): number {
  return (soundShares().surname.get(sound) ?? 0) + 5 * otherSurnameShare
}

/** Share of the characters of given names that sound so. */
export function shareOfGivenSound(sound: string): number {
  return (soundShares().given.get(sound) ?? 0) + 5 * otherGivenShare
}
