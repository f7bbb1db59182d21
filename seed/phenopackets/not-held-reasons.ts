/**
 * Why a part of a phenopacket is not in the case report. Texts are fixed and hold nothing of the packet, so that no
 * reason can carry a name or a date out of a file; the pointer says what is meant.
 */
export const notHeldReasons = {
  'unknown-field': {
    zh: '登记卡没有对应的项目',
    en: 'The form has no item for this',
  },
  'alternate-id': {
    zh: '来源文献中的其他编号不登记',
    en: 'Other numbers of the patient in the publication are not registered',
  },
  'real-birth-date': {
    zh: '身份信息为虚构，不采用文件中的出生日期',
    en: 'Identity is invented; the date of birth of the file is not taken over',
  },
  'timestamp-without-birth': {
    zh: '只有日历日期而无出生日期，不能换算为年龄',
    en: 'A calendar date without the date of birth: the age cannot be told',
  },
  'date-unreadable': {
    zh: '日期无法识别，或早于出生日期',
    en: 'The date cannot be read, or lies before birth',
  },
  'age-unreadable': {
    zh: '年龄不是可识别的ISO 8601时长，或超出可能范围',
    en: 'The age is no readable ISO 8601 duration, or is beyond the possible',
  },
  'age-rounded': {
    zh: '年龄中的小数或时、分未保留',
    en: 'Fractions and hours of the age are not kept',
  },
  'age-range': {
    zh: '只有年龄范围，登记卡的日期不能表示',
    en: 'Only a range of ages is given, which a date of the form cannot say',
  },
  'age-range-coarser': {
    zh: '年龄范围只保留到年',
    en: 'The range of ages is kept as a year',
  },
  'age-class': {
    zh: '只有年龄段，登记卡的日期不能表示',
    en: 'Only a period of life is given, which a date of the form cannot say',
  },
  'age-class-coarser': {
    zh: '年龄段只保留为出生当月或当年',
    en: 'The period of life is kept as the month or the year of birth',
  },
  'before-birth': {
    zh: '出生前的时间不能填为日期',
    en: 'A time before birth cannot be a date of the form',
  },
  karyotype: {
    zh: '核型性别不登记',
    en: 'The karyotypic sex is not registered',
  },
  gender: { zh: '社会性别不登记', en: 'Gender is not registered' },
  'survival-time': {
    zh: '未记录死亡，诊断后生存时间不采用',
    en: 'The survival time is of use only where death is recorded',
  },
  'time-of-death': {
    zh: '未记录死亡，死亡时间不采用',
    en: 'A time of death without the status deceased is not taken over',
  },
  'cause-of-death': {
    zh: '未记录死亡或文字过长，死亡原因不采用',
    en: 'A cause of death without the status deceased, or too long, is not taken over',
  },
  severity: {
    zh: '表型严重程度不登记',
    en: 'The severity of a feature is not registered',
  },
  modifier: {
    zh: '表型修饰语不登记',
    en: 'Modifiers of a feature are not registered',
  },
  evidence: {
    zh: '表型证据不登记',
    en: 'The evidence of a feature is not registered',
  },
  'feature-text': {
    zh: '表型的文字说明不登记',
    en: 'Free text on a feature is not registered',
  },
  resolution: {
    zh: '消退时间不登记',
    en: 'The time of resolution is not registered',
  },
  'absent-onset': {
    zh: '未出现的表型不登记出现日期',
    en: 'A feature that is absent has no onset',
  },
  'not-hpo': { zh: '不是HPO术语', en: 'Not a term of the HPO' },
  'hpo-unknown': {
    zh: '登记系统的HPO词表中没有此术语',
    en: 'The term is not in the HPO list of the registry',
  },
  'not-a-phenotype': {
    zh: 'HPO词表中此术语不属于表型',
    en: 'The HPO list of the registry does not count this term as a phenotype',
  },
  'feature-twice': {
    zh: '同一表型重复记录，只保留一条',
    en: 'The feature is recorded twice; one entry is kept',
  },
  'feature-contradiction': {
    zh: '同一表型同时记录为有和无，保留“有”',
    en: 'The feature is recorded as present and as absent; present is kept',
  },
  'too-many': {
    zh: '超出登记卡的条数上限',
    en: 'More entries than the form holds',
  },
  'disease-code': {
    zh: '病种由文件夹的登记病种编码决定；来源的疾病编号只用于判断分型，编号和名称不登记',
    en: 'The folder decides the disease; number and name of the source serve the subtype only and are not registered',
  },
  'other-disease': {
    zh: '一张登记卡只登记一种疾病',
    en: 'A case report is about one disease',
  },
  'excluded-disease': {
    zh: '已排除的疾病不登记',
    en: 'A disease that was excluded is not registered',
  },
  'disease-stage': {
    zh: '分期、部位、侧别不登记',
    en: 'Stage, site and side are not registered',
  },
  measurement: {
    zh: '登记卡没有与该检验（LOINC编码）唯一对应的项目',
    en: 'No item of the form asks for this measurement, or more than one does',
  },
  'measurement-value': {
    zh: '检验结果的单位不在可选单位中，或数值超出可能范围',
    en: 'The form cannot take the value: its unit is not offered, or it is beyond the possible',
  },
  'measurement-twice': {
    zh: '同一检验有多次结果，只保留第一次',
    en: 'The same was measured several times; the first value is kept',
  },
  'measurement-detail': {
    zh: '检验的参考范围、时间、方法和说明不登记',
    en: 'Reference range, time, procedure and text of a measurement are not registered',
  },
  'medical-action': {
    zh: '登记卡的治疗选项中没有与之唯一对应的一项',
    en: 'It is not one of the treatments that the form offers',
  },
  'medical-action-twice': {
    zh: '同一治疗重复记录，只保留一条',
    en: 'The treatment is recorded twice; one entry is kept',
  },
  'medical-action-detail': {
    zh: '治疗的剂量、时间、目的和不良反应不自动转入登记卡',
    en: 'Dose, time, intent and adverse events of a treatment are not carried over',
  },
  biosample: { zh: '生物样本不登记', en: 'Samples are not registered' },
  file: { zh: '附属文件不登记', en: 'Attached files are not registered' },
  relative: {
    zh: '亲属的病历不登记在患者的登记卡中',
    en: "A relative's record is no part of the patient's report",
  },
  'pedigree-person': {
    zh: '家系成员只登记患病亲属的关系',
    en: 'Of the pedigree, only the relation of affected relatives is registered',
  },
  'interpretation-status': {
    zh: '变异未判定为致病原因，登记卡不能表示',
    en: 'The variant is not called causative; the form cannot say so',
  },
  'interpretation-progress': {
    zh: '分析状态（未解决）不登记',
    en: 'The progress of the analysis is not registered',
  },
  'interpretation-text': {
    zh: '解读的文字说明不登记',
    en: 'The summary of the interpretation is not registered',
  },
  'variant-rejected': {
    zh: '已被否定的变异不登记',
    en: 'A variant that was rejected is not registered',
  },
  'variant-without-gene': {
    zh: '变异没有基因名称',
    en: 'The variant names no gene',
  },
  'variant-twice': {
    zh: '同一变异重复记录，只保留一条',
    en: 'The variant is recorded twice; one entry is kept',
  },
  'variant-text-long': {
    zh: '变异描述过长',
    en: 'The description of the variant is too long',
  },
  'zygosity-unknown': {
    zh: '合子型不在值域中',
    en: 'The allelic state is not in the value set',
  },
  actionability: {
    zh: '治疗可干预性不登记',
    en: 'Therapeutic actionability is not registered',
  },
} as const satisfies Record<string, { zh: string; en: string }>

/** One of those reasons. */
export type NotHeldReason = keyof typeof notHeldReasons
