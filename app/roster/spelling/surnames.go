package spelling

import "strings"

// surnames are single characters that are read differently as a surname than
// the dictionary's first reading, or in two ways (《现代汉语词典》 marks
// these readings 姓).
var surnames = readings(`
单 shan	曾 zeng	仇 qiu	解 xie	查 zha	区 ou	任 ren	华 hua	覃 qin,tan	翟 zhai,di	乐 yue,le	朴 piao
盖 ge,gai	冼 xian	洗 xian	缪 miao	晁 chao	种 chong	牟 mou,mu	隗 wei,kui	召 shao	祭 zhai	秘 bi	员 yun	郇 xun,huan
佴 nai	黑 he	繁 po	那 na	应 ying	过 guo	宓 mi,fu	燕 yan	车 che	宁 ning	句 gou	折 she	撒 sa	卜 bu	谌 chen,shen
郗 xi,chi	郄 qie,xi	尉 wei,yu	粘 nian	殷 yin	费 fei,bi	柏 bai,bo	薄 bo	哈 ha	瞿 qu	呙 guo	都 du	贲 ben	藏 zang
曲 qu	强 qiang	相 xiang	万 wan	於 yu	幺 yao	么 yao	蔚 yu,wei	乜 nie	厍 she	莘 xin,shen	行 xing	盛 sheng	宿 su	落 luo
谷 gu	占 zhan	降 jiang	葛 ge	角 jue	褚 chu	参 shen	重 chong	适 kuo	俞 yu	阚 kan	冯 feng	臧 zang	仝 tong	贾 jia	石 shi
沈 shen	纪 ji	缴 jiao	尧 yao	颉 xie	炅 gui	洪 hong	戚 qi	冒 mao,mo	长 chang	朝 chao	氾 fan	父 fu	干 gan	汤 tang
`)

// compounds are surnames of two characters that are not read as their
// characters usually are, and common ones that are.
var compounds = map[string][]string{}

func init() {
	for _, line := range strings.Fields(`
尉迟=yu,chi 万俟=mo,qi 长孙=zhang,sun 澹台=tan,tai 单于=chan,yu 令狐=ling,hu 鲜于=xian,yu 宇文=yu,wen 呼延=hu,yan 皇甫=huang,fu
欧阳=ou,yang 上官=shang,guan 诸葛=zhu,ge 司马=si,ma 司徒=si,tu 司空=si,kong 夏侯=xia,hou 慕容=mu,rong 公孙=gong,sun 东方=dong,fang
独孤=du,gu 南宫=nan,gong 轩辕=xuan,yuan 钟离=zhong,li 闻人=wen,ren 赫连=he,lian 濮阳=pu,yang 淳于=chun,yu 申屠=shen,tu 百里=bai,li
东郭=dong,guo 西门=xi,men 端木=duan,mu 拓跋=tuo,ba 完颜=wan,yan 耶律=ye,lv 纳兰=na,lan 乐正=yue,zheng 公冶=gong,ye 相里=xiang,li
贺兰=he,lan 宗政=zong,zheng 太叔=tai,shu 仲孙=zhong,sun 漆雕=qi,diao 颛孙=zhuan,sun 巫马=wu,ma 亓官=qi,guan 闾丘=lv,qiu 梁丘=liang,qiu`) {
		name, syllables, _ := strings.Cut(line, "=")
		compounds[name] = strings.Split(syllables, ",")
	}
}

func readings(table string) map[rune][]string {
	all := map[rune][]string{}
	fields := strings.Fields(table)
	for i := 0; i+1 < len(fields); i += 2 {
		all[[]rune(fields[i])[0]] = strings.Split(fields[i+1], ",")
	}
	return all
}
