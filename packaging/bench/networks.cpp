// The yardstick of "make bench": runs the network passes of one round, as the
// Go program wrote them down, in plain C++ on OpenCV: the same crops of the
// same pictures through the same networks the same number of times. What the
// networks say is looked at no further.
//
//   networks PLAN.json WARM ROUNDS
//
// prints {"whole_ms": …, "networks_ms": …}, medians over ROUNDS rounds; WARM
// rounds go before. whole_ms has the cutting and filling of the inputs in it,
// networks_ms is forward() alone.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace {

using Clock = std::chrono::steady_clock;

double ms(Clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    return (v[v.size() / 2] + v[(v.size() - 1) / 2]) / 2;
}

struct Pass {
    cv::Mat picture;  // BGR
    cv::dnn::Net *net;
    std::vector<cv::String> outputs;
    cv::Size size;
    cv::Matx23d crop;  // input position → picture position, of pixel centres
    int border;
    bool bgr;
    cv::Scalar mean;
    double scale;
};

// Strong reductions are averaged, as any careful program does.
cv::Mat cut(const Pass &p) {
    cv::Matx23d m = p.crop;
    const double shrink = std::hypot(m(0, 0), m(1, 0));
    cv::Mat out;
    if (shrink < 2) {
        cv::warpAffine(p.picture, out, m, p.size, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, p.border);
        return out;
    }
    // The part that is needed, reduced, then turned into place.
    std::vector<cv::Point2d> corners;
    for (int i = 0; i < 4; i++) {
        const double x = i % 2 * p.size.width, y = i / 2 * p.size.height;
        corners.emplace_back(m(0, 0) * x + m(0, 1) * y + m(0, 2), m(1, 0) * x + m(1, 1) * y + m(1, 2));
    }
    double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
    for (auto &c : corners) {
        x0 = std::min(x0, c.x), x1 = std::max(x1, c.x), y0 = std::min(y0, c.y), y1 = std::max(y1, c.y);
    }
    const cv::Rect part = cv::Rect(cv::Point(int(x0) - 2, int(y0) - 2), cv::Point(int(x1) + 3, int(y1) + 3)) &
                          cv::Rect(0, 0, p.picture.cols, p.picture.rows);
    const double f = 1 / shrink;
    cv::Mat small;
    cv::resize(p.picture(part), small, cv::Size(), f, f, cv::INTER_AREA);
    const double fx = double(small.cols) / part.width, fy = double(small.rows) / part.height;
    m(0, 2) -= part.x;
    m(1, 2) -= part.y;
    m = cv::Matx22d(fx, 0, 0, fy) * m;
    m(0, 2) += 0.5 * fx - 0.5;
    m(1, 2) += 0.5 * fy - 0.5;
    cv::warpAffine(small, out, m, p.size, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, p.border);
    return out;
}

}  // namespace

int main(int argc, char **argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: networks PLAN.json WARM ROUNDS\n");
        return 2;
    }
    try {
        cv::FileStorage plan(argv[1], cv::FileStorage::READ | cv::FileStorage::FORMAT_JSON);
        const int warm = std::atoi(argv[2]), rounds = std::max(1, std::atoi(argv[3]));
        cv::setNumThreads(int(plan["threads"]));
        std::vector<cv::Mat> pictures;
        for (const auto &n : plan["pictures"]) pictures.push_back(cv::imread(std::string(n), cv::IMREAD_COLOR));
        std::map<std::string, cv::dnn::Net> nets;
        std::vector<Pass> passes;
        for (const auto &n : plan["passes"]) {
            Pass p;
            p.picture = pictures.at(int(n["picture"]));
            const std::string model(n["model"]), config(n["config"]);
            auto it = nets.find(model);
            if (it == nets.end()) it = nets.emplace(model, cv::dnn::readNet(model, config)).first;
            p.net = &it->second;
            for (const auto &o : n["outputs"]) p.outputs.push_back(std::string(o));
            if (p.outputs.empty()) p.outputs = p.net->getUnconnectedOutLayersNames();
            p.size = cv::Size(int(n["width"]), int(n["height"]));
            for (int i = 0; i < 6; i++) p.crop(i / 3, i % 3) = double(n["crop"][i]);
            p.crop(0, 2) += 0.5 * (p.crop(0, 0) + p.crop(0, 1)) - 0.5;
            p.crop(1, 2) += 0.5 * (p.crop(1, 0) + p.crop(1, 1)) - 0.5;
            p.border = int(n["repeat_edge"]) ? cv::BORDER_REPLICATE : cv::BORDER_CONSTANT;
            p.bgr = int(n["bgr"]) != 0;
            for (int i = 0; i < 3; i++) p.mean[i] = double(n["mean"][i]);
            // blobFromImage has one scale for all channels; a pass with three
            // takes the same time.
            p.scale = double(n["scale"][0]);
            passes.push_back(p);
        }
        std::vector<double> whole, networks;
        std::vector<cv::Mat> outs;
        for (int r = 0; r < warm + rounds; r++) {
            const auto began = Clock::now();
            Clock::duration inside{};
            for (Pass &p : passes) {
                const cv::Mat blob = cv::dnn::blobFromImage(cut(p), p.scale, cv::Size(), p.mean, !p.bgr, false);
                const auto t = Clock::now();
                p.net->setInput(blob);
                p.net->forward(outs, p.outputs);
                inside += Clock::now() - t;
            }
            if (r < warm) continue;
            whole.push_back(ms(Clock::now() - began));
            networks.push_back(ms(inside));
        }
        std::printf("{\"whole_ms\": %.3f, \"networks_ms\": %.3f}\n", median(whole), median(networks));
    } catch (const std::exception &e) {
        std::fprintf(stderr, "networks: %s\n", e.what());
        return 2;
    }
    return 0;
}
