#include "transform/icc.h"
#include "transform/reference.h"

#include <doctest/doctest.h>
#include <lcms2.h>

#include <array>
#include <cmath>

using namespace imgbatch;
using namespace imgbatch::test;

namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

Triple operator*(const Matrix& m, const Triple& v) {
    Triple result{};
    for (std::size_t i = 0; i < 3; ++i) {
        result[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
    }
    return result;
}

Matrix inverse(const Matrix& m) {
    Matrix result{};
    double determinant = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            const std::size_t a = (j + 1) % 3;
            const std::size_t b = (j + 2) % 3;
            const std::size_t c = (i + 1) % 3;
            const std::size_t d = (i + 2) % 3;
            result[i][j] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
        }
        determinant += m[0][i] * result[i][0];
    }
    for (Triple& row : result) {
        for (double& value : row) {
            value /= determinant;
        }
    }
    return result;
}

constexpr cmsCIExyY d65{0.3127, 0.3290, 1.0};
constexpr cmsCIExyYTRIPLE srgb_primaries{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
constexpr cmsCIExyYTRIPLE wide_primaries{{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}};

/// Linear RGB of these primaries, white at D65, to XYZ.
Matrix to_xyz(const cmsCIExyYTRIPLE& p) {
    Matrix m{{{p.Red.x / p.Red.y, p.Green.x / p.Green.y, p.Blue.x / p.Blue.y},
              {1, 1, 1},
              {(1 - p.Red.x - p.Red.y) / p.Red.y, (1 - p.Green.x - p.Green.y) / p.Green.y,
               (1 - p.Blue.x - p.Blue.y) / p.Blue.y}}};
    const Triple white{d65.x / d65.y, 1, (1 - d65.x - d65.y) / d65.y};
    const Triple scale = inverse(m) * white;
    for (Triple& row : m) {
        for (std::size_t i = 0; i < 3; ++i) {
            row[i] *= scale[i];
        }
    }
    return m;
}

double srgb_encoded(double linear) {
    linear = std::clamp(linear, 0.0, 1.0);
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

double srgb_decoded(double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

Bytes saved(cmsHPROFILE profile) {
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    Bytes bytes(size);
    cmsSaveProfileToMem(profile, bytes.data(), &size);
    cmsCloseProfile(profile);
    return bytes;
}

/// An RGB profile of a plain power curve.
Bytes gamma_profile(const cmsCIExyYTRIPLE& primaries, double gamma) {
    cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
    cmsToneCurve* curves[] = {curve, curve, curve};
    cmsHPROFILE profile = cmsCreateRGBProfile(&d65, &primaries, curves);
    cmsFreeToneCurve(curve);
    return saved(profile);
}

Bytes gray_profile(double gamma) {
    cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
    cmsHPROFILE profile = cmsCreateGrayProfile(cmsD50_xyY(), curve);
    cmsFreeToneCurve(curve);
    return saved(profile);
}

Bytes srgb_profile() {
    return saved(cmsCreate_sRGBProfile());
}

double lab_curve(double t) {
    return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

/// The colour of ink as this test's press prints it: sRGB values (1 - C)(1 - K) and so on, in Lab.
cmsInt32Number ink_to_lab(const cmsUInt16Number in[], cmsUInt16Number out[], void*) {
    Triple linear{};
    for (std::size_t c = 0; c < 3; ++c) {
        linear[c] = srgb_decoded((1 - in[c] / 65535.0) * (1 - in[3] / 65535.0));
    }
    // sRGB to XYZ under D50, as the standard's tables give it.
    const Matrix to_d50{{{0.4360747, 0.3850649, 0.1430804},
                         {0.2225045, 0.7168786, 0.0606169},
                         {0.0139322, 0.0971045, 0.7141733}}};
    const Triple xyz = to_d50 * linear;
    const double x = lab_curve(xyz[0] / 0.9642);
    const double y = lab_curve(xyz[1]);
    const double z = lab_curve(xyz[2] / 0.8249);
    const cmsCIELab lab{116 * y - 16, 500 * (x - y), 200 * (y - z)};
    cmsFloat2LabEncodedV2(out, &lab);
    return 1;
}

Bytes cmyk_profile() {
    cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
    cmsSetProfileVersion(profile, 2.4);
    cmsSetDeviceClass(profile, cmsSigOutputClass);
    cmsSetColorSpace(profile, cmsSigCmykData);
    cmsSetPCS(profile, cmsSigLabData);
    cmsSetHeaderRenderingIntent(profile, INTENT_RELATIVE_COLORIMETRIC);
    cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, 4, 3);
    cmsStage* table = cmsStageAllocCLut16bit(nullptr, 16, 4, 3, nullptr);
    cmsStageSampleCLut16bit(table, ink_to_lab, nullptr, 0);
    cmsPipelineInsertStage(pipeline, cmsAT_BEGIN, table);
    cmsWriteTag(profile, cmsSigAToB0Tag, pipeline);
    cmsWriteTag(profile, cmsSigAToB1Tag, pipeline);
    cmsPipelineFree(pipeline);
    return saved(profile);
}

/// The worst difference of `got` from the wide RGB image `source` converted exactly, in 1/255.
double worst_of_rgb(const Image& source, const Image& got, double gamma) {
    const Matrix wide = to_xyz(wide_primaries);
    const Matrix back = inverse(to_xyz(srgb_primaries));
    const double top = source.type() == SampleType::u8 ? 255 : 65535;
    double worst = 0;
    for (int y = 0; y < source.height(); ++y) {
        for (int x = 0; x < source.width(); ++x) {
            Triple linear{};
            for (int c = 0; c < 3; ++c) {
                linear[static_cast<std::size_t>(c)] =
                    std::pow(sample(source.planes[0], x, y, c) / top, gamma);
            }
            const Triple wanted = back * (wide * linear);
            for (int c = 0; c < 3; ++c) {
                const double exact = srgb_encoded(wanted[static_cast<std::size_t>(c)]);
                worst =
                    std::max(worst, std::abs(sample(got.planes[0], x, y, c) / top - exact) * 255);
            }
        }
    }
    return worst;
}

} // namespace

TEST_CASE("sRGB profiles need nothing, others do") {
    ColorConverter converter;
    CHECK(converter.examine(srgb_profile(), ColorModel::rgb).use == ProfileUse::not_needed);
    CHECK(converter.examine(srgb_profile(), ColorModel::ycbcr).use == ProfileUse::not_needed);
    CHECK(converter.examine(srgb_profile(), ColorModel::gray).use == ProfileUse::not_needed);
    const double adobe = 563.0 / 256;
    CHECK(converter.examine(gamma_profile(wide_primaries, adobe), ColorModel::rgb).use ==
          ProfileUse::convert);
    // sRGB's primaries with a plain power curve are not sRGB.
    CHECK(converter.examine(gamma_profile(srgb_primaries, 2.2), ColorModel::rgb).use ==
          ProfileUse::convert);
    CHECK(converter.examine(gray_profile(1.8), ColorModel::gray).use == ProfileUse::convert);
    CHECK(converter.examine(cmyk_profile(), ColorModel::cmyk).use == ProfileUse::convert);
}

TEST_CASE("profiles that cannot be used are told and left alone") {
    ColorConverter converter;
    const auto is_unusable = [&](ByteView profile, ColorModel model) {
        const ProfileVerdict verdict = converter.examine(profile, model);
        return verdict.use == ProfileUse::unusable && !verdict.warning.empty();
    };
    CHECK(is_unusable(as_bytes("this is no profile"), ColorModel::rgb));
    CHECK(is_unusable(as_bytes(std::string(200, '\xFF')), ColorModel::rgb));
    CHECK(is_unusable(Bytes(max_profile_bytes + 1), ColorModel::rgb));
    CHECK(is_unusable(cmyk_profile(), ColorModel::rgb));
    CHECK(is_unusable(gray_profile(2.2), ColorModel::rgb));
    CHECK(is_unusable(srgb_profile(), ColorModel::cmyk));
    Bytes of_no_space = srgb_profile();
    of_no_space[16] = std::byte{0xBD}; // where the header tells the colour space
    CHECK(is_unusable(of_no_space, ColorModel::rgb));
    const Image image = painted(3, 3, 3, SampleType::u8, Pattern::noise);
    CHECK_FALSE(converter.to_srgb(image, as_bytes("this is no profile")));
    CHECK_FALSE(converter.to_srgb(make_ycbcr(2, 2, 1, 1), srgb_profile()));
}

TEST_CASE("damaged profiles never crash") {
    const Image image = painted(4, 4, 3, SampleType::u8, Pattern::noise);
    const Image ink = painted(4, 4, 4, SampleType::u8, Pattern::noise);
    std::uint32_t seed = 5;
    for (const Bytes& whole : {gamma_profile(wide_primaries, 2.2), srgb_profile()}) {
        for (int round = 0; round < 300; ++round) {
            Bytes bytes = whole;
            for (int i = 0; i < 4; ++i) {
                seed = seed * 1664525U + 1013904223U;
                bytes[(seed >> 8) % bytes.size()] = static_cast<std::byte>(seed >> 24);
            }
            if (round % 3 == 0) {
                bytes.resize((seed >> 4) % bytes.size());
            }
            ColorConverter converter;
            static_cast<void>(converter.to_srgb(image, bytes));
            static_cast<void>(converter.to_srgb(ink, bytes));
        }
    }
}

TEST_CASE("wide RGB becomes sRGB as the matrices say, at 8 and 16 bits") {
    const double adobe = 563.0 / 256;
    const Bytes profile = gamma_profile(wide_primaries, adobe);
    ColorConverter converter;
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        const Image source = painted(61, 43, 3, type, Pattern::noise);
        const auto result = converter.to_srgb(source, profile);
        REQUIRE(result);
        CHECK(result->model == ColorModel::rgb);
        CHECK(result->type() == type);
        const double worst = worst_of_rgb(source, *result, adobe);
        CHECK_MESSAGE(worst < (type == SampleType::u8 ? 1.0 : 0.1), worst);
    }
}

TEST_CASE("alpha passes through untouched") {
    const Bytes profile = gamma_profile(wide_primaries, 2.2);
    ColorConverter converter;
    for (const SampleType type : {SampleType::u8, SampleType::u16}) {
        Image source = make_interleaved(31, 17, ColorModel::rgba, type);
        paint(source.planes[0], Pattern::noise);
        const auto result = converter.to_srgb(source, profile);
        REQUIRE(result);
        CHECK(result->model == ColorModel::rgba);
        const double worst = worst_of_rgb(source, *result, 2.2);
        CHECK_MESSAGE(worst < (type == SampleType::u8 ? 1.0 : 0.1), worst);
        for (int i = 0; i < 31 * 17; ++i) {
            REQUIRE(sample(result->planes[0], i % 31, i / 31, 3) ==
                    sample(source.planes[0], i % 31, i / 31, 3));
        }
    }
}

TEST_CASE("grey stays grey, with sRGB's curve, under grey and RGB profiles") {
    ColorConverter converter;
    for (const Bytes& profile : {gray_profile(1.8), gamma_profile(wide_primaries, 1.8)}) {
        for (const SampleType type : {SampleType::u8, SampleType::u16}) {
            const double top = type == SampleType::u8 ? 255 : 65535;
            for (const ColorModel model : {ColorModel::gray, ColorModel::gray_alpha}) {
                Image source = make_interleaved(256, 1, model, type);
                for (int x = 0; x < 256; ++x) {
                    set_sample(source.planes[0], x, 0, 0, type == SampleType::u8 ? x : x * 257);
                    if (model == ColorModel::gray_alpha) {
                        set_sample(source.planes[0], x, 0, 1, 255 - x);
                    }
                }
                const auto result = converter.to_srgb(source, profile);
                REQUIRE(result);
                CHECK(result->model == model);
                double worst = 0;
                for (int x = 0; x < 256; ++x) {
                    const double exact = srgb_encoded(std::pow(x / 255.0, 1.8));
                    const double got = sample(result->planes[0], x, 0, 0) / top;
                    worst = std::max(worst, std::abs(got - exact) * 255);
                    if (model == ColorModel::gray_alpha) {
                        CHECK(sample(result->planes[0], x, 0, 1) == 255 - x);
                    }
                }
                CHECK_MESSAGE(worst < (type == SampleType::u8 ? 0.6 : 0.1), worst);
            }
        }
    }
}

TEST_CASE("ink becomes the sRGB colours that its profile's table holds") {
    const Bytes profile = cmyk_profile();
    ColorConverter converter;
    Image source = make_interleaved(256, 1, ColorModel::cmyk, SampleType::u8);
    for (int x = 0; x < 256; ++x) { // corners and thirds lie on the table's points
        for (int c = 0; c < 4; ++c) {
            set_sample(source.planes[0], x, 0, c, (x >> (2 * c)) % 4 * 85);
        }
    }
    const auto result = converter.to_srgb(source, profile);
    REQUIRE(result);
    CHECK(result->model == ColorModel::rgb);
    double worst = 0;
    for (int x = 0; x < 256; ++x) {
        const double paper = 1 - sample(source.planes[0], x, 0, 3) / 255;
        for (int c = 0; c < 3; ++c) {
            const double exact = (255 - sample(source.planes[0], x, 0, c)) * paper;
            worst = std::max(worst, std::abs(sample(result->planes[0], x, 0, c) - exact));
        }
    }
    CHECK_MESSAGE(worst < 3, worst);
}

TEST_CASE("a converter gives the same samples whatever it did before") {
    ColorConverter used;
    const Image source = painted(9, 9, 3, SampleType::u8, Pattern::noise);
    for (int i = 0; i < 30; ++i) {
        const Bytes profile = gamma_profile(wide_primaries, 1.5 + 0.05 * (i % 12));
        ColorConverter fresh;
        const auto a = used.to_srgb(source, profile);
        const auto b = fresh.to_srgb(source, profile);
        REQUIRE(a);
        REQUIRE(b);
        CHECK(all_samples(*a) == all_samples(*b));
    }
}
