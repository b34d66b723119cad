#include "shim.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>
#include <opencv2/ximgproc/edge_filter.hpp>

struct vis_net {
    cv::dnn::Net net;
    std::vector<cv::String> names;
    std::vector<cv::Mat> outs;
    std::vector<cv::Mat> planes;
};

struct vis_cascade {
    cv::CascadeClassifier classifier;
};

namespace {

void say(char *err, const char *what) {
    std::snprintf(err, VIS_ERR, "%s", what);
}

// guard runs f and turns whatever it throws into an error: no C++ exception
// may reach Go, where it would end the process.
template <typename F>
int guard(char *err, F f) {
    err[0] = 0;
    try {
        f();
        return 0;
    } catch (const cv::Exception &e) {
        // Without the file and line of the library's build machine.
        say(err, e.err.empty() ? "OpenCV error" : e.err.c_str());
    } catch (const std::exception &e) {
        say(err, e.what());
    } catch (...) {
        say(err, "unknown C++ exception");
    }
    return 1;
}

cv::Mat view(const uint8_t *pix, int w, int h, size_t stride) {
    CV_Assert(pix != nullptr && w > 0 && h > 0 && stride >= size_t(w) * 4);
    return cv::Mat(h, w, CV_8UC4, const_cast<uint8_t *>(pix), stride);
}

cv::Mat &mat(void *m) {
    CV_Assert(m != nullptr);
    return *static_cast<cv::Mat *>(m);
}

int64_t since(std::chrono::steady_clock::time_point t) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - t).count();
}

}  // namespace

int vis_setup(int threads, char *err) {
    return guard(err, [&] {
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
#ifdef __GLIBC__
        mallopt(M_ARENA_MAX, 2);
        mallopt(M_MMAP_THRESHOLD, 256 << 10);
        mallopt(M_TRIM_THRESHOLD, 256 << 10);
#endif
        cv::setNumThreads(threads);
    });
}

void vis_trim(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

int vis_net_open(const char *framework, const void *model, size_t model_len,
                 const void *config, size_t config_len, const char *outputs,
                 vis_net **net, char *err) {
    *net = nullptr;
    vis_net *n = nullptr;
    int rc = guard(err, [&] {
        n = new vis_net;
        const char *m = static_cast<const char *>(model);
        const char *c = static_cast<const char *>(config);
        if (std::strcmp(framework, "onnx") == 0) {
            n->net = cv::dnn::readNetFromONNX(m, model_len);
        } else if (std::strcmp(framework, "caffe") == 0) {
            n->net = cv::dnn::readNetFromCaffe(c, config_len, m, model_len);
        } else {
            CV_Error(cv::Error::StsBadArg, "unknown framework");
        }
        if (n->net.empty()) CV_Error(cv::Error::StsError, "the model holds no layers");
        n->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        n->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        std::stringstream list(outputs);
        for (std::string name; std::getline(list, name);) n->names.push_back(name);
        if (n->names.empty()) n->names = n->net.getUnconnectedOutLayersNames();
        if (n->names.empty()) CV_Error(cv::Error::StsError, "the model has no outputs");
    });
    if (rc != 0) {
        delete n;
        return rc;
    }
    *net = n;
    return 0;
}

void vis_net_close(vis_net *net) { delete net; }

int vis_net_forward(vis_net *n, void *crop_mat, void *blob_mat, const float mean[3],
                    const float scale[3], int bgr, int64_t *prepare_ns,
                    int64_t *forward_ns, char *err) {
    return guard(err, [&] {
        auto t = std::chrono::steady_clock::now();
        cv::Mat &crop = mat(crop_mat), &blob = mat(blob_mat);
        CV_Assert(crop.type() == CV_8UC4 && crop.isContinuous() && !crop.empty());
        const int dims[4] = {1, 3, crop.rows, crop.cols};
        blob.create(4, dims, CV_32F);
        cv::split(crop, n->planes);
        for (int c = 0; c < 3; c++) {
            cv::Mat plane(crop.rows, crop.cols, CV_32F, blob.ptr<float>(0, c));
            n->planes[bgr ? 2 - c : c].convertTo(plane, CV_32F, scale[c], -double(mean[c]) * scale[c]);
        }
        *prepare_ns = since(t);
        t = std::chrono::steady_clock::now();
        n->net.setInput(blob);
        n->outs.clear();
        n->net.forward(n->outs, n->names);
        *forward_ns = since(t);
        for (auto &o : n->outs) {
            CV_Assert(o.type() == CV_32F && o.dims <= 4);
            if (!o.isContinuous()) o = o.clone();
        }
    });
}

int vis_net_outputs(vis_net *n) { return int(n->names.size()); }

int vis_net_output(vis_net *n, int i, const float **data, int *len, int dims[4],
                   int *ndims, char *err) {
    return guard(err, [&] {
        CV_Assert(i >= 0 && size_t(i) < n->outs.size());
        const cv::Mat &o = n->outs[i];
        *data = o.ptr<float>();
        *len = int(o.total());
        *ndims = o.dims;
        for (int d = 0; d < o.dims; d++) dims[d] = o.size[d];
    });
}

int vis_warp(const uint8_t *pix, int w, int h, size_t stride, const double a[6],
             int border, int dw, int dh, void *dst_mat, void *scratch_mat, char *err) {
    return guard(err, [&] {
        cv::Mat src = view(pix, w, h, stride);
        CV_Assert(dw > 0 && dh > 0);
        for (int i = 0; i < 6; i++) CV_Assert(std::isfinite(a[i]));
        double m[6] = {a[0], a[1], a[2], a[3], a[4], a[5]};
        // The rectangle of the source that the destination can touch.
        double xs[4] = {m[2], m[0] * dw + m[2], m[1] * dh + m[2], m[0] * dw + m[1] * dh + m[2]};
        double ys[4] = {m[5], m[3] * dw + m[5], m[4] * dh + m[5], m[3] * dw + m[4] * dh + m[5]};
        auto clampi = [](double v, int hi) { return int(std::min(std::max(v, 0.0), double(hi))); };
        const double pad = 2 + std::hypot(m[0], m[3]);
        int x0 = clampi(std::floor(*std::min_element(xs, xs + 4) - pad), w - 1);
        int x1 = clampi(std::ceil(*std::max_element(xs, xs + 4) + pad), w);
        int y0 = clampi(std::floor(*std::min_element(ys, ys + 4) - pad), h - 1);
        int y1 = clampi(std::ceil(*std::max_element(ys, ys + 4) + pad), h);
        x1 = std::max(x1, x0 + 1);
        y1 = std::max(y1, y0 + 1);
        cv::Mat &dst = mat(dst_mat), &scratch = mat(scratch_mat);
        dst.create(dh, dw, CV_8UC4);
        // Bilinear sampling skips pixels from a reduction by two on: halve by
        // averaging first, as often as it takes.
        double shrink = std::min(std::hypot(m[0], m[3]), std::hypot(m[1], m[4]));
        int halvings = 0;
        while (shrink >= 2 && halvings < 12) {
            shrink /= 2;
            halvings++;
        }
        const int f = 1 << halvings;
        // Whole blocks, from the neighbourhood where there is one.
        auto blocks = [f](int &lo, int &hi, int end) {
            int need = (f - (hi - lo) % f) % f;
            int after = std::min(need, end - hi);
            hi += after;
            lo -= std::min(need - after, lo);
        };
        blocks(x0, x1, w);
        blocks(y0, y1, h);
        src = src(cv::Rect(x0, y0, x1 - x0, y1 - y0));
        m[2] -= x0;
        m[5] -= y0;
        if (halvings > 0 && (src.cols % f != 0 || src.rows % f != 0)) {
            // The whole width or height and no whole blocks: all at once.
            int rw = std::max(1, src.cols / f), rh = std::max(1, src.rows / f);
            double fx = double(src.cols) / rw, fy = double(src.rows) / rh;
            cv::resize(src, scratch, cv::Size(rw, rh), 0, 0, cv::INTER_AREA);
            src = scratch;
            for (int i = 0; i < 3; i++) {
                m[i] /= fx;
                m[3 + i] /= fy;
            }
        } else if (halvings > 0) {
            // Two places in scratch, taken in turns: the first half-size
            // picture, and behind it one of a quarter of its size.
            const size_t first = size_t(src.cols / 2) * size_t(src.rows / 2) * 4;
            scratch.create(src.rows / 2 * 5 / 4 + 2, src.cols / 2, CV_8UC4);
            for (int i = 0; i < halvings; i++) {
                cv::Mat half(src.rows / 2, src.cols / 2, CV_8UC4, scratch.data + (i % 2 == 0 ? 0 : first));
                cv::resize(src, half, half.size(), 0, 0, cv::INTER_AREA);
                src = half;
            }
            for (double &v : m) v /= f;
        }
        // From corner-based to OpenCV's centre-based positions.
        m[2] += 0.5 * (m[0] + m[1]) - 0.5;
        m[5] += 0.5 * (m[3] + m[4]) - 0.5;
        cv::Mat map(2, 3, CV_64F, m);
        cv::warpAffine(src, dst, map, cv::Size(dw, dh), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                       border ? cv::BORDER_REPLICATE : cv::BORDER_CONSTANT, cv::Scalar(0, 0, 0, 255));
    });
}

int vis_resize(const uint8_t *src, int sw, int sh, size_t sstride, uint8_t *dst,
               int dw, int dh, size_t dstride, char *err) {
    return guard(err, [&] {
        cv::Mat s = view(src, sw, sh, sstride), d = view(dst, dw, dh, dstride);
        const uchar *before = d.data;
        bool down = dw <= sw && dh <= sh;
        cv::resize(s, d, d.size(), 0, 0, down ? cv::INTER_AREA : cv::INTER_CUBIC);
        CV_Assert(d.data == before);
    });
}

int vis_guided(const uint8_t *pix, int w, int h, size_t stride, const float *src,
               float *dst, int radius, double eps, char *err) {
    return guard(err, [&] {
        CV_Assert(src != nullptr && dst != nullptr && radius > 0 && eps > 0);
        cv::Mat guide;
        cv::cvtColor(view(pix, w, h, stride), guide, cv::COLOR_RGBA2RGB);
        // Guide and eps are kept in 8-bit units: with colours of 0-1 the
        // filter's 3x3 covariance determinants fall below its single precision
        // and it silently returns a box blur.
        cv::Mat in(h, w, CV_32F, const_cast<float *>(src)), out(h, w, CV_32F, dst);
        cv::Mat filtered = out;
        cv::ximgproc::guidedFilter(guide, in, filtered, radius, eps * 255 * 255);
        if (filtered.data != out.data) filtered.copyTo(out);
    });
}

int vis_decode(const void *jpeg, size_t len, void *scratch_mat, int *w, int *h, char *err) {
    return guard(err, [&] {
        CV_Assert(jpeg != nullptr && len > 0 && len < (size_t(1) << 30));
        cv::Mat in(1, int(len), CV_8U, const_cast<void *>(jpeg));
        cv::Mat &out = mat(scratch_mat);
        cv::imdecode(in, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION, &out);
        if (out.empty() || out.type() != CV_8UC3) CV_Error(cv::Error::StsError, "not a picture that can be decoded");
        *w = out.cols;
        *h = out.rows;
    });
}

int vis_decode_copy(void *scratch_mat, uint8_t *dst, int w, int h, size_t stride, char *err) {
    return guard(err, [&] {
        cv::Mat &in = mat(scratch_mat);
        cv::Mat out = view(dst, w, h, stride);
        CV_Assert(in.size() == out.size() && in.type() == CV_8UC3);
        const uchar *before = out.data;
        cv::cvtColor(in, out, cv::COLOR_BGR2RGBA);
        CV_Assert(out.data == before);
    });
}

int vis_to_mat(const uint8_t *pix, int w, int h, size_t stride, int dw, int dh,
               int grey, void *dst_mat, char *err) {
    return guard(err, [&] {
        cv::Mat src = view(pix, w, h, stride);
        if (dw != w || dh != h) {
            cv::Mat small;
            bool down = dw <= w && dh <= h;
            cv::resize(src, small, cv::Size(dw, dh), 0, 0, down ? cv::INTER_AREA : cv::INTER_LINEAR);
            src = small;
        }
        cv::cvtColor(src, mat(dst_mat), grey ? cv::COLOR_RGBA2GRAY : cv::COLOR_RGBA2BGR);
    });
}

int vis_cascade_open(const char *path, vis_cascade **cascade, char *err) {
    *cascade = nullptr;
    vis_cascade *k = nullptr;
    int rc = guard(err, [&] {
        k = new vis_cascade;
        if (!k->classifier.load(path)) CV_Error(cv::Error::StsError, "not a cascade");
    });
    if (rc != 0) {
        delete k;
        return rc;
    }
    *cascade = k;
    return 0;
}

void vis_cascade_close(vis_cascade *cascade) { delete cascade; }

int vis_cascade_find(vis_cascade *k, void *grey_mat, int x, int y, int w, int h,
                     double step, int neighbours, int min_side, int *found, int max,
                     int *n, char *err) {
    return guard(err, [&] {
        cv::Mat &grey = mat(grey_mat);
        CV_Assert(grey.type() == CV_8UC1);
        cv::Rect part = cv::Rect(x, y, w, h) & cv::Rect(0, 0, grey.cols, grey.rows);
        *n = 0;
        if (part.area() == 0) return;
        std::vector<cv::Rect> hits;
        k->classifier.detectMultiScale(grey(part), hits, step, neighbours, 0, cv::Size(min_side, min_side));
        for (const auto &r : hits) {
            if (*n == max) break;
            int *f = found + 4 * (*n)++;
            f[0] = r.x + part.x;
            f[1] = r.y + part.y;
            f[2] = r.width;
            f[3] = r.height;
        }
    });
}

int vis_grabcut(void *bgr_mat, void *mask_mat, int rounds, uint64_t seed, char *err) {
    return guard(err, [&] {
        cv::Mat back, front;
        // GrabCut starts from k-means, which draws from this generator.
        cv::theRNG().state = seed;
        cv::grabCut(mat(bgr_mat), mat(mask_mat), cv::Rect(), back, front, rounds, cv::GC_INIT_WITH_MASK);
    });
}
