// Package vision turns pixels into the plain data of package face: it runs the
// networks. It is the only package that imports gocv, and shim.h its only way
// into OpenCV, so that a C++ exception becomes an error.
//
// # Roles
//
// Each role is filled by the manifest's first choice that is there and whole;
// "crop" is in face heights, face boxes or eye widths as the detector and the
// mesh give them. Times are of one pass on two shared cores of an Intel Xeon
// with AVX-512, in milliseconds; "×n" is how often a photo needs it.
//
//	role          model                     crop and input                          answer                                ms
//	detector      yunet_2022mar             picture at 320 (again at 192 or 640     boxes, five points, score             4–7 ×1–2
//	                                        when the face is too large or small)
//	landmarks     face_landmark_468         1.5 × box, eyes level, 192×192          468 points with depth, presence       5.5 ×2
//	iris          iris_landmark_64          2.3 × eye, level, one mirrored, 64×64   lids, iris                            4.3 ×2
//	eye_state     open_closed_eye_0001      1.4 and 1.8 × eye and mirrored, 32×32   probability of open                   0.2 ×8
//	head_pose     head_pose_adas_0001       square of the box, 60×60                yaw, pitch, roll in degrees           3 ×1
//	body_pose     pose_landmark_lite_256    7 × face height and mirrored, 256×256   33 body points                        35 ×2
//	segmentation  selfie_segmentation_256   head and shoulders, 256×256             alpha                                 13 ×1
//	              portrait_slimnet_512      a finished crop, 512×512 (Portrait)     alpha, mixed with the first's         50 ×1–3
//	glasses       glasses_classifier        brows to nose tip, 128×64               logit, below 0 = glasses              2 ×1
//	face_mask     face_mask_detection       2 × box, 260×260                        probability of a face mask            35 ×1
//	embedding     face_reidentification_…   five points on a template, 128×128      256 numbers, sum with the mirror's    15 ×2
//	              mobilefacenet_foamliu     the same, 112×112                       128 numbers                           15 ×2
//
// The landmark network is asked twice in a photo, the second time on a crop
// that its own first answer places; the body network also about the mirrored
// crop, because its shoulders lean.
//
// # How good they are
//
// On the 37 shared photos (16 to 450 pixels between the eyes; the tests hold
// these numbers): every face is found and nothing else; the detector's eyes
// lie 0.08 of the inter-eye distance from the mesh's on average, 0.17 at worst,
// so measure eyes by the mesh or the iris; glasses: all right from 60 pixels
// between the eyes on; a face mask painted over mouth and nose: all 37 found,
// no false alarm; lids painted shut: lid ratio 0.23 falls to 0.12, probability
// of open 0.89 to 0.14, means over 70 eyes.
//
// # Stand-ins
//
//	detector      haar_frontalface_alt2     upright frontal faces only: 36 of 37 found; eyes where the eye cascade
//	                                        sees both (Score 0.4), else in the average place (Score 0); nose and
//	                                        mouth always in the average place; no landmarks network hangs on less
//	segmentation  grabcut                   colours only, a hard edge, needs a face; wrong on close-ups
//
// There is no stand-in for any other role. Status says what fills each role
// and why it is not the first choice.
//
// # Memory and threads
//
// Open sets OpenCV's threads, silences its messages and tells the C library to
// give freed pictures back, all for the whole process. Every network is loaded
// and run once by Open and keeps the memory it works in until Close; a call allocates what it returns and little else. Calls may
// come from several goroutines; each network does one thing at a time. The
// same picture gives the same answer to the last bit.
package vision
