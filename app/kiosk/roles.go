package kiosk

import (
	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
)

// roleNames are the networks' jobs as people read them.
var roleNames = map[face.Role]booth.Text{
	face.RoleDetector:     {ZH: "人脸检测", EN: "face detection"},
	face.RoleLandmarks:    {ZH: "面部关键点", EN: "landmarks"},
	face.RoleIris:         {ZH: "虹膜", EN: "iris"},
	face.RoleEyeState:     {ZH: "睁闭眼", EN: "eye state"},
	face.RoleHeadPose:     {ZH: "头部姿态", EN: "head pose"},
	face.RoleBody:         {ZH: "上身姿态", EN: "upper body"},
	face.RoleSegmentation: {ZH: "人像分割", EN: "segmentation"},
	face.RoleEmbedding:    {ZH: "人脸比对", EN: "comparison"},
	face.RoleGlasses:      {ZH: "眼镜", EN: "glasses"},
	face.RoleFaceMask:     {ZH: "口罩", EN: "face mask"},
}
