package match

import "campuskiosk/app/booth"

// The failures of comparing. Compare with errors.Is.
var (
	// ErrNoNetwork means that nothing on this machine can compare faces.
	ErrNoNetwork = booth.Fail("match.not_available",
		"本机未安装人脸比对模型，无法比对。照片不受影响；请联系技术人员安装模型。",
		"No network for comparing faces is installed here, so there is no score. The photos are not affected; have the models installed.")
	// ErrOtherNetwork means that the two faces were described by networks
	// that have none in common, or that are not known here.
	ErrOtherNetwork = booth.Fail("match.other_network",
		"参考照片的特征由另一种模型生成，本机无法比对。照片不受影响。",
		"The reference was made with a network that this machine doesn't have, so there is no comparison. The photos are not affected.")
	// ErrEmbedding means that an embedding is broken: not a number, no
	// direction, wrong length, or bytes that are none.
	ErrEmbedding = booth.Fail("match.embedding",
		"参考照片的特征数据损坏，无法比对。请重新获取。",
		"The reference's face data is damaged, so there is no comparison. Fetch it again.")
)
