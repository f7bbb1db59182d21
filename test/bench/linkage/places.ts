import { readCatalogue } from '#seed/catalogue/read-catalogue.ts'
import { draw, type Random, type Weighted, weighted } from './random.ts'

/** A county-level division; `numberRegions` head the resident numbers of people born there, old codes included. */
export type County = {
  index: number
  code: string
  cityCode: string
  province: string
  city: string
  name: string
  numberRegions: readonly string[]
}

export type Hospital = {
  code: string
  cityCode: string
  /** Factor of all error rates: registration desks differ. */
  carelessness: number
  /** Shares of reports in which the hospital fills in what is not compulsory. */
  fills: { guardian: number; guardianNumber: number; mother: number; birthOrder: number; address: number }
  /** The hospital's own telephone, and the share of the reports in which it stands for the patient's. */
  switchboard: string
  switchboardShare: number
  /** What this hospital's system writes between the parts of an ethnic name. */
  separator: string
  /** What this desk types where there is no number. */
  placeholder: string
}

export type Places = {
  counties: readonly County[]
  drawCounty(random: Random): County
  drawCountyOfCity(random: Random, cityCode: string): County
  drawHospital(random: Random, near: County, ageYears: number): Hospital
  /** Telephone of a village doctor who registers a whole county's patients in; undefined where nobody does so. */
  villagePhone(county: County): string | undefined
}

/** Counties outside the province from which patients come (GB/T 2260), Shandong's neighbours first. */
const elsewhere: readonly [code: string, province: string, city: string, name: string, share: number][] = [
  ['411481', '河南省', '商丘市', '永城市', 6],
  ['410922', '河南省', '濮阳市', '清丰县', 6],
  ['320382', '江苏省', '徐州市', '邳州市', 6],
  ['320322', '江苏省', '徐州市', '沛县', 6],
  ['130928', '河北省', '沧州市', '吴桥县', 6],
  ['130423', '河北省', '邯郸市', '临漳县', 4],
  ['341322', '安徽省', '宿州市', '萧县', 4],
  ['110105', '北京市', '北京市', '朝阳区', 2],
  ['120104', '天津市', '天津市', '南开区', 2],
  ['310115', '上海市', '上海市', '浦东新区', 2],
  ['230103', '黑龙江省', '哈尔滨市', '南岗区', 4],
  ['220102', '吉林省', '长春市', '南关区', 3],
  ['210202', '辽宁省', '大连市', '中山区', 3],
  ['140105', '山西省', '太原市', '小店区', 2],
  ['610113', '陕西省', '西安市', '雁塔区', 1],
  ['510107', '四川省', '成都市', '武侯区', 1],
  ['652801', '新疆维吾尔自治区', '巴音郭楞蒙古自治州', '库尔勒市', 1],
  ['222401', '吉林省', '延边朝鲜族自治州', '延吉市', 1],
  ['150102', '内蒙古自治区', '呼和浩特市', '新城区', 1],
  ['540102', '西藏自治区', '拉萨市', '城关区', 0.3],
]
const shareElsewhere = 0.05

export function createPlaces(random: Random): Places {
  const { regions, hospitals: listed } = readCatalogue()
  const province = regions.find(({ level }) => level === 'province')?.nameZh ?? ''
  const nameOf = new Map(regions.map(({ code, nameZh }) => [code, nameZh]))
  const oldCodes = regions.filter(({ retired, level }) => retired && level === 'county')
  const counties: County[] = []
  const home: [County, number][] = []
  const away: [County, number][] = []
  for (const { code, parent = '', nameZh, population2020 = 0, level, retired } of regions) {
    if (level !== 'county' || retired) continue
    const earlier = oldCodes.filter(({ replacedBy }) => replacedBy === code).map((old) => old.code)
    const county = {
      index: counties.length,
      code,
      cityCode: parent,
      province,
      city: nameOf.get(parent) ?? '',
      name: nameZh,
      numberRegions: [code, ...earlier],
    }
    counties.push(county)
    home.push([county, population2020])
  }
  for (const [code, provinceName, city, name, share] of elsewhere) {
    const county = {
      index: counties.length,
      code,
      cityCode: `${code.slice(0, 4)}00`,
      province: provinceName,
      city,
      name,
      numberRegions: [code],
    }
    counties.push(county)
    away.push([county, share])
  }
  const homeTable = weighted(home)
  const awayTable = weighted(away)
  const byCity = new Map<string, Weighted<County>>()
  for (const [county] of [...home, ...away]) {
    if (!byCity.has(county.cityCode))
      byCity.set(county.cityCode, weighted([...home, ...away].filter(([each]) => each.cityCode === county.cityCode)))
  }
  const hospitals = listed.map(({ code, cityCode, type }) => ({ type, hospital: aHospital(random, code, cityCode) }))
  const anywhere = tablesOf(hospitals)
  const near = new Map<string, Desks>()
  for (const city of byCity.keys()) {
    const inCity = hospitals.filter(({ hospital }) => hospital.cityCode === city)
    // A city without a listed hospital: its patients go anywhere.
    if (inCity.length > 0) near.set(city, tablesOf(inCity))
  }
  const villagePhones = new Map(
    home.filter(() => random.chance(0.05)).map(([county]) => [county.index, mobileNumber(random)]),
  )

  return {
    counties,
    drawCounty: (drawing) => draw(drawing, drawing.chance(shareElsewhere) ? awayTable : homeTable),
    drawCountyOfCity: (drawing, city) => draw(drawing, byCity.get(city) ?? homeTable),
    drawHospital: (drawing, county, ageYears) => {
      const own = drawing.chance(0.62) ? near.get(county.cityCode) : undefined
      const { children, adults } = own ?? anywhere
      return draw(drawing, ageYears < 15 ? children : adults)
    },
    villagePhone: (county) => villagePhones.get(county.index),
  }
}

type Listed = { type: string; hospital: Hospital }

type Desks = { children: Weighted<Hospital>; adults: Weighted<Hospital> }

function tablesOf(list: readonly Listed[]): Desks {
  // The first of each city in the list are the large ones.
  const size = (hospital: Hospital): number => 1 / Math.sqrt(Number(hospital.code.slice(-2)))
  const capital = (hospital: Hospital): number => (/^3701|^3702/.test(hospital.cityCode) ? 2 : 1)
  const share = (factor: number, hospital: Hospital): number => factor * size(hospital) * capital(hospital)
  return {
    children: weighted(
      list.map(({ type, hospital }) => [hospital, share(type === 'general' ? 1 : 2.5, hospital)] as const),
    ),
    adults: weighted(
      list.map(({ type, hospital }) => [hospital, share(type === 'general' ? 1 : 0.04, hospital)] as const),
    ),
  }
}

function aHospital(random: Random, code: string, cityCode: string): Hospital {
  // Sum of uniform numbers: near to normal, so the factor is about log-normal with median 0.85 and few extreme desks.
  const normal = random.next() + random.next() + random.next() + random.next() - 2
  return {
    code,
    cityCode,
    carelessness: Math.min(3, Math.max(0.35, 0.85 * Math.exp(0.95 * normal))),
    fills: {
      guardian: 0.75 + 0.25 * random.next(),
      guardianNumber: random.chance(0.3) ? 0.1 : 0.5 + 0.4 * random.next(),
      mother: random.chance(0.4) ? 0.05 : 0.4 + 0.5 * random.next(),
      birthOrder: random.chance(0.3) ? 0 : 0.3 + 0.6 * random.next(),
      address: 0.8 + 0.2 * random.next(),
    },
    switchboard: random.chance(0.5)
      ? mobileNumber(random)
      : `05${random.whole(30, 39)}-${random.whole(2, 8)}${random.whole(100_000, 999_999)}`,
    // A few desks type it again and again.
    switchboardShare: random.chance(0.03) ? 0.35 : 0.004,
    separator: random.pick(['·', '·', '•', '.', '', '・']),
    placeholder: random.pick([
      '无',
      '不详',
      '0',
      '000000000000000000',
      '111111111111111111',
      '00000000000000000X',
      '123456789012345678',
      '暂无',
      '/',
      '370000190001010000',
    ]),
  }
}

const mobilePrefixes =
  '130 131 132 133 135 136 137 138 139 150 151 152 153 155 156 157 158 159 166 173 175 176 177 178 180 182 183 185 186 187 188 189 198 199'.split(
    ' ',
  )

/** Eleven invented digits behind a prefix in use; whether the number is assigned to somebody is not known. */
export function mobileNumber(random: Random): string {
  return random.pick(mobilePrefixes) + String(random.whole(0, 99_999_999)).padStart(8, '0')
}

/** Where a family lives. Towns and villages are invented from common name parts. */
export type Home = {
  county: County
  rural: boolean
  town: string
  place: string
  number: number
  building: number
  room: number
}

const townParts =
  '城关 店子 柳林 龙山 辛店 白云 大王 刘桥 石桥 胡集 马头 湖屯 安乐 丰乐 新安 南关 北园 高官 仁风 崔寨 曲堤 回河 垛石 新市 兴隆 青山 平安 桃园 张庄 孟集'.split(
    ' ',
  )
const villageParts =
  '王 张 李 刘 孙 赵 陈 杨 徐 马 高 于 宋 郭 朱 韩 周 吕 胡 姜 吴 董 大官 小营 河西 河东 桥头 寨里 庙前 岭上'.split(' ')
const villageForms = ['X家庄村', 'X家村', '前X村', '后X村', '东X庄村', '西X楼村', 'X屯村', '南X村']
const roads = '人民 解放 建设 和平 文化 新华 胜利 中山 黄河 长江 泰山 青年 健康 工业 迎宾 府前 学院 东风'.split(' ')
const estates =
  '阳光花园 锦绣家园 幸福小区 文苑小区 滨河新村 安居小区 翡翠城 金色家园 凤凰城 书香苑 和谐家园 龙泽苑'.split(' ')

export function drawHome(random: Random, county: County): Home {
  const rural = random.chance(county.name.endsWith('区') ? 0.25 : 0.6)
  return {
    county,
    rural,
    town: random.pick(townParts) + (rural ? (random.chance(0.85) ? '镇' : '乡') : '街道'),
    place: rural ? random.pick(villageForms).replace('X', random.pick(villageParts)) : `${random.pick(roads)}路`,
    number: random.whole(1, 399),
    building: random.whole(1, 28),
    room: random.whole(1, 6) * 100 + random.whole(1, 4),
  }
}

/** One of the ways in which the same address is written. */
export function writeAddress(random: Random, { county, rural, town, place, number, building, room }: Home): string {
  const heads = [
    county.province + county.city + county.name,
    county.province + county.city + county.name,
    county.city + county.name,
    county.name,
    county.province.replace('省', '') + county.city.replace('市', '') + county.name,
    '',
  ]
  const head = random.pick(heads)
  if (rural) {
    const village = random.chance(0.2) ? place.replace(/村$/, '') : place
    return head + (random.chance(0.9) ? town : '') + village + (random.chance(0.4) ? `${number}号` : '')
  }
  const estate = estates[number % estates.length] ?? ''
  const end = random.pick([
    `${building}号楼${(room % 4) + 1}单元${room}室`,
    `${building}号楼${(room % 4) + 1}单元${room}`,
    `${building}-${(room % 4) + 1}-${room}`,
    `${building}#${room}`,
    '',
  ])
  return head + (random.chance(0.4) ? town : '') + (random.chance(0.7) ? `${place}${number}号` : '') + estate + end
}
