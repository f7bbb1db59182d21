/*
 * Surnames and given names as far as they matter for telling people apart: how often two people share one, and which
 * characters sound or look alike. Shares are rounded from published rankings of surnames (Ministry of Public Security
 * 2007 and 2020, in the press), raised where a name is known to be at home in Shandong; they are estimates, no official table.
 */

/** Surname and share in percent of the Han population of Shandong. */
export const surnameShares =
  '王9.6 张9.0 李8.7 刘7.1 孙3.3 赵2.9 陈2.8 杨2.5 徐2.2 马2.1 高1.75 于1.7 宋1.6 郭1.35 朱1.25 韩1.2 周1.15 吕1.0 ' +
  '胡0.95 姜0.9 吴0.9 董0.9 郑0.85 曹0.85 林0.8 孟0.75 丁0.72 冯0.7 许0.68 孔0.62 苏0.6 崔0.6 魏0.58 田0.55 袁0.52 ' +
  '贾0.52 任0.5 侯0.48 唐0.48 谢0.47 杜0.46 梁0.46 史0.45 何0.45 程0.44 宫0.4 付0.42 邢0.38 黄0.5 秦0.38 石0.37 ' +
  '薛0.36 邵0.36 鲁0.35 范0.35 尹0.34 沈0.33 潘0.32 段0.3 彭0.29 尚0.2 房0.22 盛0.15 逄0.06 闫0.36 阎0.08 牛0.28 ' +
  '江0.26 毕0.25 罗0.28 金0.25 陆0.16 郝0.26 夏0.26 庄0.2 卢0.26 蒋0.24 司0.1 庞0.17 邱0.24 柳0.14 殷0.16 葛0.16 ' +
  '齐0.17 万0.12 相0.06 耿0.14 焦0.12 纪0.13 曲0.25 隋0.15 曾0.16 滕0.1 臧0.1 常0.16 武0.15 岳0.13 单0.12 温0.1 ' +
  '蔡0.2 季0.12 车0.07 管0.09 解0.08 申0.09 荆0.06 亓0.08 苗0.09 安0.1 代0.08 戴0.12 乔0.11 康0.1 谭0.15 颜0.08 ' +
  '邹0.13 姚0.16 方0.12 汪0.1 余0.12 叶0.1 钟0.08 廖0.05 熊0.06 白0.14 毛0.1 贺0.08 龙0.05 黎0.04 钱0.06 顾0.08 ' +
  '初0.06 矫0.04 仇0.05 冷0.06 迟0.08 慕0.02 展0.03 国0.04 边0.05 满0.03 来0.01 由0.02 綦0.02 逯0.02 麻0.02 战0.03 ' +
  '查0.01 区0.005 肖0.26 萧0.03 傅0.14 戚0.04 凌0.03 洪0.06 翟0.14 聂0.1 甄0.03 鞠0.06 衣0.05 修0.04 褚0.06 栾0.09 ' +
  '仲0.06 巩0.08 类0.02 郎0.03 阚0.03 厉0.04 商0.06 桑0.04 裴0.04 樊0.06 寇0.03 辛0.1 柴0.07 左0.07 游0.02 祝0.06'

export const compoundSurnames = '欧阳4 司马2 上官2 诸葛4 尉迟1 皇甫2 慕容1 东方2 令狐1 夏侯1 公孙1 司徒1'

export type Era = 'old' | 'middle' | 'young' | 'new'

/** Characters of given names from frequent to rare, by sex (GB/T 2261.1) and years of birth. */
export const givenCharacters: Record<Era, Record<'1' | '2', string>> = {
  old: {
    '1': '明国建华德文玉成金志福永庆学春兴东平海军荣生忠义清宝林贵祥云万富长光振胜新树洪孝传广发来俊吉立延善守恩连世怀宗保维正兆绍仁昌佃继桂顺同可存敬西相凤元乐兰风民增安泉和奎法利堂山田龙喜友克会法水士岭彦',
    '2': '秀英桂兰玉凤华芳珍荣春爱美淑红云霞莲素香梅花翠月琴芝金文秋娥菊贵俊清庆传喜学敏兴瑞培元连巧艳焕士洪振风继慧彩叶如润德仁改延善孝存书立双青勤环先笑允景宝平国新杏枝菱',
  },
  middle: {
    '1': '伟军勇强涛磊斌波杰鹏刚健明超峰飞辉志建国海文华永东林春晓光庆玉俊平亮新宁世凯旭洋龙成立德帅浩宝卫洪兵学利金振祥博毅智胜正松阳岩坤森江川琦彬兴晨清爱克家传长鲁滨青岛泰衍继绍延凡炜栋昊鑫雷震',
    '2': '丽燕静敏霞艳娟玲红芳英华娜萍梅秀云春晓玉海文丹洁颖翠莉琳蕾婷慧爱青雪美淑倩凤香兰琴荣俊平欣莹珊晶荣娇媛伟宁冬凌彩杰菲利晨桂芹永建庆金新亚素小雯瑞君芬巧倩琪瑶楠',
  },
  young: {
    '1': '浩宇鑫杰涛伟凯博文鹏超晨旭阳磊志俊龙泽明昊子天帅嘉佳家豪轩洋睿航哲振毅翔瑞彬成东海建国宁晓辰庆铭一远乐林硕森康坤强然思雨政恒栋正永新梓玉昌斌皓钰煜震源润琦骏霖泉淏奥世光传衍',
    '2': '雪晓静文婷佳倩雨欣慧敏晨琪悦莹颖梦瑶雅洁琳月美丹蕾冰艳玉娜子怡思宁嘉萌楠茹心媛璐彤妍淑鑫凡露馨燕阳春晴一蓉菲依可梓莉然宇舒凯星苗格乐云爱青甜飞惠纯秀田君诗薇',
  },
  new: {
    '1': '子浩宇泽轩梓一辰博睿文俊铭嘉晨奕沐皓然佳瑞旭昊阳硕恩霖家诺明思天航宸煜熙翰程源承逸鑫安易言启昕恒成骏朗杰墨烁诚凯煊楷乐屹越致予舟远星楚弘苏霆桐禹骁琛锦涵森晟楠城淏阔尧玮曦',
    '2': '梓涵欣子雨诗一可思语佳妍晨怡悦萱琪若菲艺瑶彤汐馨宁然奕沐紫熙嘉玥语舒心诺雅伊婉月桐琳安昕依淇安清苒柠苏钰予初夏糖米朵果芮涵潼瑾芊姝妤颖露晴媛潇静梦晗溪荷星恩允研漫嫣',
  },
}

/** Whole given names that are far more frequent than their characters would make them, frequent first. */
export const frequentGivenNames: Record<Era, Record<'1' | '2', string>> = {
  old: {
    '1': '建国 建华 志强 德明 明 国强 玉明 文明 永强 建军 金生 玉成 国栋 军 庆祥 福生 学文 保国 传明 洪亮',
    '2': '秀英 桂英 秀兰 玉兰 桂兰 玉英 秀珍 凤英 玉珍 兰英 爱华 凤兰 桂芳 玉梅 秀芳 美英 素英 秀荣 淑英 玉华 春英 桂香 翠英 爱英 红 秀云 淑兰 俊英',
  },
  middle: {
    '1': '伟 勇 军 磊 涛 强 刚 鹏 杰 峰 超 波 辉 斌 建军 海涛 明 志强 建国 晓东 飞 健 志刚 永刚 海波 亮 建华 文波 凯 国强',
    '2': '静 丽 敏 燕 艳 娟 霞 红 芳 玲 娜 丽丽 红梅 晓燕 红霞 海燕 秀丽 丽娟 玉玲 春燕 丽华 英 颖 婷 萍 倩 晓红 爱华 雪梅 海霞',
  },
  young: {
    '1': '浩 鑫 杰 鹏 磊 凯 超 浩然 伟 涛 宇 帅 旭 文博 晨 龙 文杰 俊杰 博文 子豪 天宇 浩宇 志伟 晓东 明 昊 家豪 晨阳 鹏飞 瑞',
    '2': '静 婷 雪 倩 悦 欣 敏 颖 晓雨 文静 慧 雨欣 佳琪 梦瑶 晓彤 欣怡 文慧 佳慧 雅琪 晨 瑶 思雨 梦琪 雪莹 丹 蕾 文文 静静 晓雪 萌',
  },
  new: {
    '1': '浩宇 浩然 子轩 宇轩 子涵 梓轩 俊熙 一诺 沐辰 奕辰 浩轩 博文 宇航 梓涵 子睿 皓轩 泽宇 宇泽 铭泽 梓豪 明轩 亦辰 佳豪 俊宇 辰逸 嘉豪 子墨 泽睿 瑾瑜 梓睿',
    '2': '梓涵 一诺 欣怡 梓萱 诗涵 可馨 雨桐 子涵 欣妍 雨涵 佳怡 梓晴 语桐 若汐 艺涵 思涵 可欣 语汐 佳琪 欣悦 紫涵 梦琪 雅涵 诗琪 依诺 雨萱 子萱 思彤 沐晴 若曦',
  },
}

/** Characters that keyboards and older systems lack; some lie outside the basic plane. */
export const rareCharacters = '喆堃犇珺昇旻垚翀赟龑䶮淼玥晟炘烜頔燊焜璟祎翾媖媞懿曌赑骉𫖮𬀩𬭎㛃㬎'

/** What a registrar writes who knows how the rare character is built. */
export const characterParts: Record<string, string> = {
  喆: '吉吉',
  堃: '方方土',
  犇: '牛牛牛',
  珺: '王君',
  昇: '日升',
  旻: '日文',
  垚: '土土土',
  翀: '羽中',
  赟: '文武贝',
  龑: '龙天',
  䶮: '龙天',
  淼: '水水水',
  玥: '王月',
  晟: '日成',
  炘: '火斤',
  烜: '火亘',
  頔: '由页',
  燊: '火火火木',
  焜: '火昆',
  璟: '王景',
  祎: '示韦',
  曌: '日月空',
  骉: '马马马',
  𫖮: '岂页',
  𬀩: '日韦',
  𬭎: '金宏',
  㛃: '女洁',
}

/** A common character put in place of the rare one. */
export const relativeCharacters: Record<string, string> = {
  喆: '哲',
  堃: '坤',
  犇: '奔',
  珺: '君',
  昇: '升',
  旻: '民',
  垚: '尧',
  翀: '冲',
  赟: '斌',
  龑: '岩',
  䶮: '岩',
  淼: '渺',
  玥: '月',
  晟: '成',
  炘: '欣',
  烜: '轩',
  頔: '迪',
  燊: '申',
  焜: '昆',
  璟: '景',
  祎: '伟',
  翾: '轩',
  媖: '英',
  媞: '提',
  懿: '意',
  曌: '照',
  骉: '标',
  𫖮: '仪',
  𬀩: '伟',
  𬭎: '宏',
  㛃: '洁',
  㬎: '显',
}

/** Code of 䶮 in the private use area, as fonts of GB 18030-2000 have it. */
export const privateUse: Record<string, string> = { 䶮: '\uE863' }

/** Pairs that are confused in reading a handwritten or badly printed card. */
export const lookAlikes =
  '末未 己已 士土 日曰 人入 千干 大太 王玉 候侯 冉再 晴睛 清请 明朋 淑叔 祥详 浩洁 春舂 桂佳 宇字 莉利 轩杆 昊吴 旻曼 ' +
  '睿客 晨辰 丽而 传伝 延廷 庭廷 爱受 兰三 荣荥 凤风 培倍 茜西 菊菜 金全 天夫 元无 东车 刚钢 波坡 涛祷 琳淋 玲冷 婷停 ' +
  '梅海 静净 颖颍 雪雷 芳苏 倩情 娟捐 霞霜 燕蒸 媛缓 瑶摇 洋样 泽择 铭名 硕顾 航般 煜昱 博搏 嘉喜 诺若 涵函 萱宣 曦羲 ' +
  '折析 汪江 宫官 付村 史吏 申甲 田由 毛手 石右 丁了 于干 孔扎 崔催 陈阵 冯马 侯候 徐除 郑邦 杜社 柳抑 沈沉 苏芬 邱丘'

/** Simplified and traditional forms, of the characters used here. */
export const traditionalForms =
  '张張 刘劉 孙孫 赵趙 陈陳 杨楊 马馬 韩韓 吕呂 吴吳 郑鄭 冯馮 许許 苏蘇 贾賈 谢謝 宫宮 鲁魯 范範 闫閆 罗羅 陆陸 卢盧 蒋蔣 庞龐 ' +
  '齐齊 万萬 纪紀 单單 车車 乔喬 谭譚 颜顏 邹鄒 叶葉 钟鍾 贺賀 龙龍 钱錢 顾顧 国國 东東 华華 建建 庆慶 学學 兴興 军軍 荣榮 义義 宝寶 贵貴 ' +
  '云雲 长長 胜勝 树樹 传傳 广廣 发發 来來 连連 怀懷 维維 绍紹 继繼 顺順 凤鳳 乐樂 兰蘭 风風 会會 岭嶺 爱愛 红紅 莲蓮 芦蘆 艳艷 焕煥 润潤 书書 ' +
  '双雙 环環 伟偉 强強 涛濤 杰傑 鹏鵬 刚剛 飞飛 辉輝 亮亮 宁寧 凯凱 帅帥 卫衛 阳陽 坤坤 岛島 炜煒 栋棟 丽麗 静靜 娟娟 玲玲 洁潔 颖穎 琼瓊 慧慧 莹瑩 ' +
  '晓曉 贝貝 丹丹 涵涵 梦夢 欣欣 诗詩 语語 诺諾 艺藝 妍妍 馨馨 宸宸 轩軒 泽澤 铭銘 硕碩 骏駿 钰鈺 锦錦 苏蘇 阔闊 玮瑋 骁驍 尧堯 远遠 启啟 烁爍 诚誠 致致'

/** Characters that stand in names now and then and sound like frequent ones: what an input method offers beside them. */
export const furtherCharacters =
  '玮纬炜苇蔚薇微维唯惟韦畏慰位魏卫洋阳扬杨漾央秧莹盈滢瑛樱鹰婴映影颖静婧靖菁晶京经竟境净敬镜丽莉立力励历利俐俪荔' +
  '燕艳雁彦晏焰研颜岩炎延妍闫敏民珉岷闽旻娟涓隽捐霞侠峡遐红虹鸿洪宏弘泓芳方坊舫玲灵凌陵零铃聆岭琳林霖麟临淋邻娜纳' +
  '磊蕾雷垒涛滔韬桃陶强蔷墙刚钢纲岗港鹏朋澎彭棚杰洁捷婕结节峰锋烽丰枫风封超朝潮钞波博泊勃渤柏薄辉晖徽挥慧惠蕙卉会汇' +
  '斌彬宾滨缤浩昊皓灏号好宇雨羽禹语予玉郁钰昱煜裕豫预育轩萱宣暄瑄梓紫子姿资涵晗函寒含韩欣鑫馨心昕新辛怡仪宜依一伊易' +
  '艺逸奕毅义译益忆诗思司丝琪琦淇祺奇齐其旗淑舒书姝殊树桂贵瑰归兰岚蓝澜秀绣岫英珍真贞甄荣容蓉融榕嵘溶凤奉春椿纯淳云芸' +
  '昀耘匀爱艾蔼美梅媚玫眉湄素苏肃宿香湘祥翔详翠萃粹琴芹勤秦钦青清卿轻倾晴情华桦骅画化花明铭鸣名茗建健剑键江国果过德得' +
  '文雯闻纹汶问成诚程城承晟盛丞金津锦瑾谨进晋志智致之芝治福富付甫傅永勇咏泳庆清学雪兴星馨幸东冬栋平萍苹坪海军君均钧俊骏' +
  '峻竣忠中钟仲终义宝保葆林贵万长昌常光广振震镇珍真胜圣生升声泉全权诠铨孝晓小笑肖传川发法来莱俊立吉继季纪善珊守寿首恩连莲' +
  '世士仕实时怀淮宗棕正政郑兆照召绍少韶仁人任继同桐彤童可科克存村敬西希熙曦溪熹汐相湘元媛原源园苑远乐民增曾安和河合贺何荷' +
  '奎魁堂唐棠山杉田甜天添龙珑喜友有佑幼水岭彦旭序叙绪许栩晨辰宸陈尘凯楷恺开博航行杭帅率硕朔烁睿瑞锐蕊哲者折泽则择责'

/** Given names (one or two elements joined by a separator) of people who carry no Han surname. */
export const uygurNames = {
  '1': '阿卜杜热合曼 买买提 艾力 吐尔逊 玉素甫 阿迪力 库尔班 依明 艾尼瓦尔 居买 图尔荪 麦麦提 塔依尔 伊力哈木 帕尔哈提 木合塔尔'.split(
    ' ',
  ),
  '2': '古丽娜尔 阿依古丽 帕提古丽 热依汗 古丽巴哈尔 茹仙古丽 阿孜古丽 祖丽皮亚 迪丽努尔 米热古丽 佐热姆 阿提古丽'.split(
    ' ',
  ),
}
export const mongolNames = {
  '1': '巴特尔 朝鲁 那顺 苏和 布和 额尔敦 宝音 青格勒 哈斯 阿古拉 孟克 乌力吉 特木尔 斯琴巴特尔 格日勒图'.split(' '),
  '2': '乌云其其格 萨仁 其木格 高娃 托娅 娜仁花 斯琴 乌日娜 塔娜 萨日娜 阿茹娜 琪琪格 乌兰图雅'.split(' '),
}
export const tibetanNames =
  '扎西 顿珠 次仁 卓玛 平措 拉姆 旺堆 多吉 央金 德吉 罗布 尼玛 格桑 达瓦 白玛 仁增 索朗 边巴'.split(' ')
export const koreanNames = {
  surnames: '金 朴 崔 李 郑 姜 赵 尹 张 林 韩 申'.split(' '),
  '1': '哲洙 成日 龙哲 永浩 东旭 光洙 相哲 正浩 虎男 明哲'.split(' '),
  '2': '美花 英姬 顺姬 香兰 莲花 贞淑 美兰 银姬 英子 春姬'.split(' '),
}
export const huiSurnames = '马30 沙4 米4 丁6 金6 白5 杨6 王6 张5 李5 法1 哈2 麻2 回1 达1 洪2 左2 从1'
export const latinNames = {
  surnames:
    'Smith Johnson Kim Park Tanaka Suzuki Ivanov Petrova Nguyen Tran Müller Schmidt Garcia Khan Ali Rossi Okafor Brown'.split(
      ' ',
    ),
  '1': 'John David Min-jun Kenji Sergei Van Anh Hans Carlos Ahmed Marco Chidi Michael'.split(' '),
  '2': 'Anna Maria Seo-yeon Yuki Olga Linh Julia Sofia Fatima Laura Amara Emily'.split(' '),
}

/** Names that a small child is called by before, or beside, the registered one. */
export const nicknames =
  '豆豆 乐乐 毛毛 妞妞 果果 糖糖 贝贝 童童 团团 圆圆 小宝 大宝 二宝 安安 阳阳 洋洋 涵涵 辰辰 朵朵 多多'.split(' ')
