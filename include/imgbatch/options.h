/// Options, one small struct per stage, each with its defaults. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace imgbatch {

/// Which names the scanner hands on. Globs are matched against the path below the scanned root.
struct ScanOptions {
    std::vector<std::string> extensions; ///< without the dot, any case; empty: all names
    std::vector<std::string> globs;      ///< a file must match one; empty: all
    std::vector<std::string> excludes;   ///< a file or directory that matches one is left out
    bool hidden = false;                 ///< also names that begin with a dot
    bool follow_symlinks = false;
    std::optional<unsigned> max_depth; ///< 1: only the directory's own files
};

enum class Fit { inside, cover, contain, fill, outside };

/// One or both sides of the wanted box, in pixels, or a scale in percent.
struct SizeSpec {
    std::optional<std::uint32_t> width;  ///< pixels, at least 1
    std::optional<std::uint32_t> height; ///< pixels, at least 1
    std::optional<double> percent;       ///< greater than 0; excludes width and height
};

enum class Gravity {
    centre,
    north,
    north_east,
    east,
    south_east,
    south,
    south_west,
    west,
    north_west
};

/// From the source's size to the result's. The words mean what they mean in sharp.
struct GeometryOptions {
    std::optional<SizeSpec> size; ///< none: keep the source's size (convert)
    Fit fit = Fit::inside;
    Gravity gravity = Gravity::centre;
    bool enlarge = false;      ///< sources smaller than the box may grow
    bool only_enlarge = false; ///< `<`: sources larger than the box stay as they are
    bool auto_orient = true;   ///< turn pixels upright by EXIF orientation, and reset the tag
};

/// An sRGB colour with straight alpha, 8 bits each; for padding and for flattening transparency.
struct Color {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;
    std::uint8_t alpha = 255;

    friend bool operator==(const Color&, const Color&) = default;
};

enum class Filter { automatic, lanczos3, lanczos2, mitchell, catmull_rom, linear, area, nearest };

/// How much of a reduction the decoder may do: the filter keeps at least this factor.
enum class ShrinkMargin { none, one, two };

struct TransformOptions {
    Filter filter = Filter::automatic; ///< Lanczos-3 when shrinking, Catmull-Rom when enlarging
    ShrinkMargin shrink_margin = ShrinkMargin::two; ///< none: decode in full (`--exact`)
    /// For padding and under transparency that the output format cannot hold. None: padding is
    /// transparent where both the source and the output have alpha; white everywhere else.
    std::optional<Color> background;
};

enum class ColorPolicy { srgb, keep };

/// From which damage on an image fails, as in sharp and libvips.
enum class FailOn { none, truncated, error, warning };

/// Who decodes the common kinds of JPEG. libjpeg-turbo decodes all others, and whatever is damaged.
enum class JpegDecoder { own, libjpeg_turbo };

/// What a file may ask for. Each limit is checked where the file says its number, before anything
/// is allocated or worked by it; above it the image is `limit`, in words that name the flag.
struct InputLimits {
    std::uint64_t pixels = 268'402'689;         ///< 0x3FFF squared; `--limit-pixels`
    std::uint32_t side = 1'000'000;             ///< pixels, width and height; `--limit-side`
    std::uint64_t file_bytes = 2ULL << 30;      ///< `--limit-file`
    std::uint64_t metadata_bytes = 16ULL << 20; ///< profile, EXIF, text: each; `--limit-metadata`
    std::uint32_t frames = 10'000; ///< of an animation, all but the first unread; `--limit-frames`
    std::uint32_t scans = 500;     ///< of a JPEG; `--limit-scans`
    /// Flaws of one image that `fail_on` lets pass; with more it is corrupt; `--limit-warnings`.
    std::uint32_t warnings = 100;
};

struct DecodeOptions {
    InputLimits limits = {};
    FailOn fail_on = FailOn::error;
    ColorPolicy color = ColorPolicy::srgb;
    JpegDecoder jpeg_decoder = JpegDecoder::own;
};

enum class OutputFormat { same, jpeg, png, webp, avif };

enum class Chroma { automatic, yuv420, yuv422, yuv444 };

struct EncodeOptions {
    OutputFormat format = OutputFormat::same;
    int jpeg_quality = 82;             ///< 1 to 100
    int webp_quality = 80;             ///< 1 to 100
    int avif_quality = 50;             ///< 1 to 100
    Chroma chroma = Chroma::automatic; ///< 4:2:0 below quality 90, 4:4:4 from there on
    bool progressive = false;
    bool lossless = false; ///< WebP and AVIF
    std::optional<int> effort =
        std::nullopt; ///< 0 (fast) to 9 (small); none: each format's default
};

/// What worker processes may still do: `on` reads the inputs, writes below the outputs and speaks
/// to nobody; `strict` opens nothing at all. automatic: on where this machine can, else off.
enum class Sandbox { automatic, on, strict, off };

struct SandboxOptions {
    Sandbox level = Sandbox::automatic;
};

/// What happens to a target that exists.
enum class Overwrite { older, always, never };

/// What happens when two inputs claim one output name.
enum class OnCollision { error, suffix, append_extension, skip };

struct CommitOptions {
    Overwrite overwrite = Overwrite::older;
    bool in_place = false;
    bool keep_dates = false; ///< the output gets the input's modification time
    bool fsync = false;
};

/// How many tasks travel together; a batch has always at least one.
struct BatchLimits {
    unsigned max_tasks = 64;
    /// Work from which on a batch is large enough, in bytes of input: beyond some 100 ms a
    /// hand-over costs nothing that could be seen, and tasks that wait can still go to another
    /// worker.
    std::uint64_t max_cost = 4U << 20;
    std::optional<unsigned> fixed_tasks; ///< `--batch N`: exactly N (the last one fewer)
};

} // namespace imgbatch
