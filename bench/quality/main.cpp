/// How close resized pictures are to the best that can be made of their originals: a full decode by
/// the format's library, turned upright, and Lanczos-3 in double precision. Works on the results of
/// any program.
///
///   imgbatch-quality [--tsv] ORIGINALS RESULTS...
///
/// All are folders; files are paired by name without extension. Prints SSIM and PSNR of luma for
/// each pair, and the means of each folder of results. With --tsv: a line per pair without heading
/// or means, of the folder's number from 0, SSIM, PSNR, width, height, the upright original's width
/// and height, and the path, tabs between; SSIM is - for what cannot be compared, and the reason
/// stands in the place of PSNR.
#include "base/path.h"
#include "reference.h"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;
using namespace imgbatch;
using test::Luma;

using Files = std::map<std::string, std::string>; // by stem

Files files_by_stem(const std::string& folder) {
    Files files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file()) {
            files[std::string(path_stem(entry.path().string()))] = entry.path();
        }
    }
    return files;
}

struct Score {
    double ssim = 0;
    double psnr = 0;
};

struct Pair {
    std::size_t folder = 0; // its place on the command line
    std::string path;
    Size size;
    Size original;
    std::optional<Score> score;
    std::string why_not; // where there is no score
};

/// One original and its references, each made once however many programs gave a result of its size.
class Original {
public:
    explicit Original(const std::string& path) : luma_(quality::read_upright(path)) {}

    [[nodiscard]] Pair compare(std::size_t folder, const std::string& path) {
        constexpr int smallest = 11; // the window of SSIM
        Pair pair{folder, path, {}, {}, {}, {}};
        const auto result = quality::read_upright(path);
        if (!luma_ || !result) {
            pair.why_not = (luma_ ? result : luma_).error().message;
            return pair;
        }
        pair.size = {result->width, result->height};
        pair.original = {luma_->width, luma_->height};
        if (result->width < smallest || result->height < smallest) {
            pair.why_not = "is smaller than 11 x 11";
            return pair;
        }
        const Luma& reference = reference_of(pair.size);
        pair.score = Score{test::ssim(*result, reference), test::psnr(*result, reference)};
        return pair;
    }

private:
    const Luma& reference_of(Size size) {
        const auto key = std::pair(size.width, size.height);
        auto found = references_.find(key);
        if (found == references_.end()) {
            found = references_.emplace(key, quality::resampled(*luma_, size)).first;
        }
        return found->second;
    }

    Expected<Luma> luma_;
    std::map<std::pair<int, int>, Luma> references_;
};

void print_tsv(const std::vector<Pair>& pairs) {
    for (const Pair& pair : pairs) {
        std::printf("%zu\t", pair.folder);
        if (pair.score) {
            std::printf("%.6f\t%.3f", pair.score->ssim, pair.score->psnr);
        } else {
            std::printf("-\t%s", pair.why_not.c_str());
        }
        std::printf("\t%d\t%d\t%d\t%d\t%s\n", pair.size.width, pair.size.height,
                    pair.original.width, pair.original.height, pair.path.c_str());
    }
}

void print_table(const std::vector<Pair>& pairs, std::size_t folder) {
    Score sum;
    int count = 0;
    std::printf("%8s %7s  %s\n", "SSIM", "PSNR", "result");
    for (const Pair& pair : pairs) {
        if (pair.folder != folder) {
            continue;
        }
        if (!pair.score) {
            std::printf("%8s %7s  %s: %s\n", "-", "-", pair.path.c_str(), pair.why_not.c_str());
            continue;
        }
        std::printf("%8.5f %7.2f  %s\n", pair.score->ssim, pair.score->psnr, pair.path.c_str());
        sum.ssim += pair.score->ssim;
        sum.psnr += pair.score->psnr;
        ++count;
    }
    if (count > 0) {
        std::printf("%8.5f %7.2f  mean of %d\n", sum.ssim / count, sum.psnr / count, count);
    }
}

std::vector<Pair> compare_all(const std::string& originals, const std::vector<Files>& results) {
    std::vector<Pair> pairs;
    for (const auto& [stem, path] : files_by_stem(originals)) {
        std::optional<Original> original; // decoded where it has a result
        for (std::size_t folder = 0; folder < results.size(); ++folder) {
            const auto result = results[folder].find(stem);
            if (result != results[folder].end()) {
                if (!original) {
                    original.emplace(path);
                }
                pairs.push_back(original->compare(folder, result->second));
            }
        }
    }
    return pairs;
}

int run(std::vector<std::string> words) {
    const bool tsv = !words.empty() && words.front() == "--tsv";
    if (tsv) {
        words.erase(words.begin());
    }
    if (words.size() < 2) {
        std::fprintf(stderr, "usage: imgbatch-quality [--tsv] ORIGINALS RESULTS...\n");
        return 2;
    }
    std::vector<Files> results;
    for (std::size_t i = 1; i < words.size(); ++i) {
        results.push_back(files_by_stem(words[i]));
    }
    const std::vector<Pair> pairs = compare_all(words.front(), results);
    if (pairs.empty()) {
        std::fprintf(stderr, "imgbatch-quality: no pairs\n");
        return 1;
    }
    if (tsv) {
        print_tsv(pairs);
        return 0;
    }
    for (std::size_t folder = 0; folder < results.size(); ++folder) {
        print_table(pairs, folder);
    }
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    try {
        return run(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "imgbatch-quality: %s\n", error.what());
        return 2;
    }
}
