import { readCatalogue } from '#seed/catalogue/read-catalogue.ts'
import { draw, type Random, type Weighted, weighted } from './random.ts'

/** What of a disease decides who has it: age at onset, and whether relatives have it, too. */
export type Disease = { code: string; onset: readonly string[]; familial: boolean; dominant: boolean; category: string }

export type Diseases = {
  draw(random: Random): Disease
  /** A disease that runs in families, begun in childhood or later. */
  drawFamilial(random: Random, kind: 'child' | 'parent-child'): Disease
  /** What a first diagnosis is refined to: another entry of the same group. */
  refine(random: Random, disease: Disease): Disease
}

/** Entries seen more often than the average one of a provincial registry; an editor's guess after prevalence and practice. */
const frequent: Record<string, number> = {
  苯丙酮尿症: 6,
  甲基丙二酸血症: 6,
  血友病: 5,
  原发免疫性血小板减少症: 8,
  全身型重症肌无力: 7,
  肌萎缩侧索硬化: 4,
  肝豆状核变性: 5,
  '21-羟化酶缺乏症': 5,
  特发性肺纤维化: 4,
  多发性硬化: 3,
  视神经脊髓炎: 3,
  进行性肌营养不良: 4,
  结节性硬化症: 3,
  脊髓性肌萎缩症: 3,
  系统性硬化症: 3,
  原发性肉碱缺乏症: 3,
  马凡综合征: 2,
  成骨不全症: 2,
  低磷性佝偻病: 2,
  多系统萎缩: 2,
  糖原累积病: 2,
  'Prader-Willi综合征': 2,
  视网膜色素变性: 2,
  特发性肺动脉高压: 2,
  遗传性大疱性表皮松解症: 1.5,
  白化病: 1.5,
}

const childOnset = ['neonatal', 'infancy', 'childhood', 'any']

export function createDiseases(): Diseases {
  const list = readCatalogue().diseases.map((entry) => {
    const disease = {
      code: entry.code,
      onset: entry.usualOnset,
      familial: entry.inheritance.some((way) => ['AD', 'AR', 'XL', 'MT'].includes(way)),
      dominant: entry.inheritance.some((way) => ['AD', 'XL', 'MT'].includes(way)),
      category: entry.category,
    }
    return [disease, frequent[entry.nameZh] ?? 0.8] as const
  })
  const all = weighted(list)
  const ofChildren = weighted(
    list.filter(([{ familial, onset }]) => familial && onset.some((at) => childOnset.includes(at))),
  )
  const dominant = weighted(list.filter(([disease]) => disease.dominant))
  const groups = new Map<string, Weighted<Disease>>()
  for (const [{ category }] of list) groups.set(category, weighted(list.filter(([each]) => each.category === category)))
  return {
    draw: (random) => draw(random, all),
    drawFamilial: (random, kind) => draw(random, kind === 'child' ? ofChildren : dominant),
    refine: (random, { category }) => draw(random, groups.get(category) ?? all),
  }
}

/** Age in days at the first report. */
export function drawAgeDays(random: Random, { onset }: Disease): number {
  const stage = random.pick(onset)
  switch (stage) {
    case 'neonatal':
      return random.chance(0.6) ? random.whole(2, 60) : random.whole(60, 900)
    case 'infancy':
      return random.whole(20, 1100)
    case 'childhood':
      return random.whole(2 * 365, 13 * 365)
    case 'adolescence':
      return random.whole(11 * 365, 20 * 365)
    case 'adult':
      return drawAdultAge(random)
    default:
      return random.chance(0.45) ? random.whole(30, 16 * 365) : drawAdultAge(random)
  }
}

/** 18 to 88 years with the middle at 50. */
function drawAdultAge(random: Random): number {
  return Math.round((18 + 35 * (random.next() + random.next())) * 365.25)
}
