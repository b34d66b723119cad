// Package spelling writes names in pinyin as helpers type them to find
// somebody: initials (zsf), whole (zhangsanfeng), and the surname whole with the
// initials of the rest (zhangsf).
//
// A character that is read in several ways gives several spellings. Surnames
// have readings of their own (单 is shan, 尉迟 is yuchi), which come first; the
// usual reading follows, because not everybody knows.
package spelling
