package vision

// feed says how a network wants its picture and which outputs are read.
type feed struct {
	framework string // "onnx" when empty
	// outputs are the names of the output layers, one per line, in the order
	// in which the role's code reads them; empty = the network's own.
	outputs string
	// w and h are the input's size; 0 for a network that takes any size.
	w, h int
	// mean and scale: the network sees (value − mean)·scale, value 0–255.
	mean, scale [3]float32
	// bgr swaps red and blue; mean and scale are in the network's order.
	bgr bool
}

func all(v float32) [3]float32 { return [3]float32{v, v, v} }

// feeds are keyed by the manifest's id. Where each number comes from: the
// model's own documentation, as kept in the manifest's "input" and "source".
var feeds = map[string]feed{
	"yunet_2022mar": {outputs: "loc\nconf\niou", scale: all(1), bgr: true},
	"yunet_n_320":   {outputs: yunetNOutputs, w: 320, h: 320, scale: all(1), bgr: true},
	"yunet_n_640":   {outputs: yunetNOutputs, w: 640, h: 640, scale: all(1), bgr: true},

	"face_landmark_468":      {outputs: "conv2d_21\nconv2d_31", w: 192, h: 192, scale: all(1 / 255.0)},
	"iris_landmark_64":       {outputs: "output_eyes_contours_and_brows\noutput_iris", w: 64, h: 64, scale: all(1 / 255.0)},
	"open_closed_eye_0001":   {w: 32, h: 32, mean: all(127), scale: all(1 / 255.0), bgr: true},
	"head_pose_adas_0001":    {outputs: "angle_y_fc\nangle_p_fc\nangle_r_fc", w: 60, h: 60, scale: all(1), bgr: true},
	"pose_landmark_lite_256": {outputs: "Identity\nIdentity_1", w: 256, h: 256, scale: all(1 / 255.0)},
	"glasses_classifier":     {w: 128, h: 64, scale: all(1)},
	"face_mask_detection": {
		framework: "caffe", outputs: "loc_branch_concat\ncls_branch_concat",
		w: 260, h: 260, scale: all(1 / 255.0),
	},

	"selfie_segmentation_256": {w: 256, h: 256, scale: all(1 / 255.0)},
	"portrait_slimnet_512":    {w: 512, h: 512, scale: all(1 / 255.0)},
	"portrait_sinet_320": {
		w: 320, h: 320, bgr: true,
		mean:  [3]float32{102.890434, 111.25247, 126.91212},
		scale: [3]float32{1 / (62.93292 * 255), 1 / (62.82138 * 255), 1 / (66.355705 * 255)},
	},

	"face_reidentification_retail_0095": {w: 128, h: 128, scale: all(1), bgr: true},
	"mobilefacenet_foamliu": {
		w: 112, h: 112,
		mean:  [3]float32{123.675, 116.28, 103.53},
		scale: all(1 / (0.226 * 255)),
	},
	"sface_2021dec": {outputs: "fc1", w: 112, h: 112, scale: all(1)},
}

const yunetNOutputs = "cls_8\ncls_16\ncls_32\nobj_8\nobj_16\nobj_32\nbbox_8\nbbox_16\nbbox_32\nkps_8\nkps_16\nkps_32"
