// The part of OpenCV that gocv 0.31 does not bind (ximgproc) or binds without
// stopping C++ exceptions at the border (dnn, imgcodecs). Every function
// catches everything that is thrown, writes a sentence into err (VIS_ERR bytes,
// always terminated) and returns non-zero. Nothing keeps a pointer to the
// caller's memory after it returned.
//
// Pictures are 8-bit RGBA rows: pix, width, height and the distance between
// rows in bytes. "mat" is a cv::Mat*, as gocv's Mat.Ptr() gives it.
#ifndef CAMPUSKIOSK_VISION_SHIM_H
#define CAMPUSKIOSK_VISION_SHIM_H

#include <stddef.h>
#include <stdint.h>

#define VIS_ERR 256

#ifdef __cplusplus
extern "C" {
#endif

typedef struct vis_net vis_net;

// Settings of the whole process: the number of threads OpenCV uses inside one
// call (1 = none but the caller's); silence, because every failure is returned
// and OpenCV's own messages name paths; and that the C library gives the
// memory of pictures back when they are freed, instead of keeping its largest
// needs for ever.
int vis_setup(int threads, char *err);

// Gives back what loading left behind.
void vis_trim(void);

// framework is "onnx" or "caffe" (config = prototxt). outputs are layer names
// separated by newlines, in the order in which vis_net_output numbers them;
// empty = all the network's own outputs.
int vis_net_open(const char *framework, const void *model, size_t model_len,
                 const void *config, size_t config_len, const char *outputs,
                 vis_net **net, char *err);
void vis_net_close(vis_net *net);

// Runs the network on crop (8UC4 RGBA, continuous): channel c of the input is
// (value − mean[c])·scale[c], channels in RGB order or, with bgr, in BGR order
// (mean and scale are indexed in the order in which the network sees them).
// blob is reused for the input tensor. prepare_ns and forward_ns receive the
// time of the two halves.
int vis_net_forward(vis_net *net, void *crop_mat, void *blob_mat,
                    const float mean[3], const float scale[3], int bgr,
                    int64_t *prepare_ns, int64_t *forward_ns, char *err);

// Gives output i of the last forward: float32, contiguous, valid until the
// next forward or close. dims has room for 4; *ndims is how many are filled.
int vis_net_output(vis_net *net, int i, const float **data, int *len,
                   int dims[4], int *ndims, char *err);
int vis_net_outputs(vis_net *net);

// Fills dst_mat (8UC4, dw×dh) with the picture seen through a: source =
// a[0]x+a[1]y+a[2], a[3]x+a[4]y+a[5] for the destination position (x,y), both
// counted from the top-left corner of the top-left pixel. Strong reductions
// are averaged first. Outside the picture: border 0 = black, 1 = the edge's
// pixels repeated. scratch_mat is reused.
int vis_warp(const uint8_t *pix, int w, int h, size_t stride, const double a[6],
             int border, int dw, int dh, void *dst_mat, void *scratch_mat, char *err);

int vis_resize(const uint8_t *src, int sw, int sh, size_t sstride, uint8_t *dst,
               int dw, int dh, size_t dstride, char *err);

// Guided filter (He et al.) of src (w·h floats) with the picture's colours,
// scaled to 0–1, as the guide.
int vis_guided(const uint8_t *pix, int w, int h, size_t stride, const float *src,
               float *dst, int radius, double eps, char *err);

// Decodes a JPEG into scratch_mat (8UC3) and tells its size; EXIF orientation
// is ignored. vis_decode_copy then writes it as RGBA.
int vis_decode(const void *jpeg, size_t len, void *scratch_mat, int *w, int *h, char *err);
int vis_decode_copy(void *scratch_mat, uint8_t *dst, int w, int h, size_t stride, char *err);

// Writes the picture as 8UC3 BGR, or 8UC1 grey when grey is not 0, reduced or
// enlarged to dw×dh, into dst_mat.
int vis_to_mat(const uint8_t *pix, int w, int h, size_t stride, int dw, int dh,
               int grey, void *dst_mat, char *err);

// Haar cascades (OpenCV's objdetect) from a file. found has room for max
// rectangles of four numbers x, y, w, h; *n is how many there are.
typedef struct vis_cascade vis_cascade;
int vis_cascade_open(const char *path, vis_cascade **cascade, char *err);
void vis_cascade_close(vis_cascade *cascade);
int vis_cascade_find(vis_cascade *cascade, void *grey_mat, int x, int y, int w, int h,
                     double step, int neighbours, int min_side, int *found, int max,
                     int *n, char *err);

// GrabCut: mask_mat is 8UC1 with cv::GrabCutClasses, changed in place.
int vis_grabcut(void *bgr_mat, void *mask_mat, int rounds, uint64_t seed, char *err);

#ifdef __cplusplus
}
#endif
#endif
