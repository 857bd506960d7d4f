#include "transform/icc.h"

#include "base/try.h"
#include "transform/color.h"
#include "transform/guarded.h"

#include <lcms2.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace imgbatch {
namespace {

constexpr std::size_t max_cached = 8;

struct ContextDelete {
    void operator()(cmsContext context) const { cmsDeleteContext(context); }
};
struct ProfileDelete {
    void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};
struct TransformDelete {
    void operator()(cmsHTRANSFORM transform) const { cmsDeleteTransform(transform); }
};
struct CurveDelete {
    void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using Context = std::unique_ptr<std::remove_pointer_t<cmsContext>, ContextDelete>;
using Profile = std::unique_ptr<void, ProfileDelete>;
using Transform = std::unique_ptr<void, TransformDelete>;
using Curve = std::unique_ptr<cmsToneCurve, CurveDelete>;

/// The library's last complaint; it would print it otherwise.
struct Complaint {
    std::array<char, 160> text{};
};

void keep_complaint(cmsContext context, cmsUInt32Number, const char* text) {
    auto* complaint = static_cast<Complaint*>(cmsGetContextUserData(context));
    std::snprintf(complaint->text.data(), complaint->text.size(), "%s", text);
}

Profile gray_with_srgb_curve(cmsContext context) {
    // IEC 61966-2-1: a * x + b to the power of 2.4, linear by 1 / 12.92 below 0.04045.
    const cmsFloat64Number parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
    const Curve curve(cmsBuildParametricToneCurve(context, 4, parameters));
    return Profile(curve ? cmsCreateGrayProfileTHR(context, cmsD50_xyY(), curve.get()) : nullptr);
}

bool is_gray(ColorModel model) {
    return model == ColorModel::gray || model == ColorModel::gray_alpha;
}

/// lcms's name of a layout: colour space, colour channels, bytes per sample, alpha.
cmsUInt32Number layout(cmsUInt32Number space, cmsUInt32Number channels, SampleType type,
                       bool alpha) {
    return COLORSPACE_SH(space) | CHANNELS_SH(channels) | EXTRA_SH(alpha ? 1U : 0U) |
           BYTES_SH(static_cast<cmsUInt32Number>(bytes_per_sample(type)));
}

/// The layout of an interleaved image of this model.
cmsUInt32Number layout_of(ColorModel model, SampleType type) {
    if (is_gray(model)) {
        return layout(PT_GRAY, 1, type, has_alpha(model));
    }
    return model == ColorModel::cmyk ? layout(PT_CMYK, 4, type, false)
                                     : layout(PT_RGB, 3, type, has_alpha(model));
}

cmsUInt32Number intent_of(cmsHPROFILE profile) {
    const cmsUInt32Number wanted = cmsGetHeaderRenderingIntent(profile);
    return wanted == INTENT_RELATIVE_COLORIMETRIC || wanted == INTENT_ABSOLUTE_COLORIMETRIC
               ? INTENT_RELATIVE_COLORIMETRIC
               : INTENT_PERCEPTUAL;
}

Transform make_transform(cmsContext context, cmsHPROFILE profile, cmsUInt32Number from,
                         cmsUInt32Number to, cmsUInt32Number flags) {
    const Profile target(T_COLORSPACE(to) == PT_GRAY ? gray_with_srgb_curve(context).release()
                                                     : cmsCreate_sRGBProfileTHR(context));
    if (!target) {
        return nullptr;
    }
    return Transform(cmsCreateTransformTHR(context, profile, from, target.get(), to,
                                           intent_of(profile),
                                           flags | cmsFLAGS_BLACKPOINTCOMPENSATION));
}

/// Colours to try a profile with: a lattice over the cube of `channels` dimensions.
std::vector<std::uint16_t> lattice(unsigned channels) {
    const unsigned side = channels == 1 ? 256 : 9;
    unsigned count = 1;
    for (unsigned c = 0; c < channels; ++c) {
        count *= side;
    }
    std::vector<std::uint16_t> colors;
    for (unsigned i = 0; i < count; ++i) {
        for (unsigned c = 0, rest = i; c < channels; ++c, rest /= side) {
            colors.push_back(static_cast<std::uint16_t>(rest % side * 65535 / (side - 1)));
        }
    }
    return colors;
}

/// Whether `transform`, from 16-bit samples to as many, moves no colour by more than 1/255.
bool moves_nothing(cmsHTRANSFORM transform, unsigned channels) {
    const std::vector<std::uint16_t> before = lattice(channels);
    std::vector<std::uint16_t> after(before.size());
    cmsDoTransform(transform, before.data(), after.data(),
                   static_cast<cmsUInt32Number>(before.size() / channels));
    return std::equal(before.begin(), before.end(), after.begin(),
                      [](int a, int b) { return std::abs(a - b) <= 257; });
}

struct Key {
    XXH128_hash_t hash{};
    cmsUInt32Number layout = 0; ///< of the image; the examination's key has its kind of model

    friend bool operator==(const Key& a, const Key& b) {
        return XXH128_isEqual(a.hash, b.hash) != 0 && a.layout == b.layout;
    }
};

/// The last few values, the one unused for longest dropped first.
template <class Value>
class Recent {
public:
    Value* find(const Key& key) {
        for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
            if (entry->first == key) {
                std::rotate(entry, entry + 1, entries_.end());
                return &entries_.back().second;
            }
        }
        return nullptr;
    }
    Value* add(const Key& key, Value value) {
        if (entries_.size() == max_cached) {
            entries_.erase(entries_.begin());
        }
        entries_.emplace_back(key, std::move(value));
        return &entries_.back().second;
    }

private:
    std::vector<std::pair<Key, Value>> entries_;
};

Key key_of(ByteView profile, cmsUInt32Number layout) {
    return {XXH3_128bits(profile.data(), profile.size()), layout};
}

/// The profile as the library reads it, null if it cannot.
Profile open(cmsContext context, ByteView bytes) {
    return Profile(cmsOpenProfileFromMemTHR(context, bytes.data(),
                                            static_cast<cmsUInt32Number>(bytes.size())));
}

/// Whether a profile of colour space `space` can belong to an image of `model`.
bool fits(cmsColorSpaceSignature space, ColorModel model) {
    if (model == ColorModel::cmyk) {
        return space == cmsSigCmykData;
    }
    return space == cmsSigRgbData || (space == cmsSigGrayData && is_gray(model));
}

void convert_rows(cmsHTRANSFORM transform, const Plane& from, Plane& to) {
    for (int y = 0; y < from.height(); ++y) {
        cmsDoTransform(transform, from.row(y), to.row(y),
                       static_cast<cmsUInt32Number>(from.width()));
    }
}

} // namespace

struct ColorConverter::State {
    Complaint complaint;
    Context context;
    // After the context, since they must go before it.
    Recent<ProfileVerdict> verdicts;
    Recent<Transform> transforms;

    State() : context(cmsCreateContext(nullptr, &complaint)) {
        if (!context) {
            throw std::bad_alloc();
        }
        cmsSetLogErrorHandlerTHR(context.get(), keep_complaint);
    }

    ProfileVerdict unusable(const char* why) {
        ProfileVerdict verdict{ProfileUse::unusable,
                               std::string("the colour profile is ignored: ") + why};
        if (complaint.text.front() != '\0') {
            verdict.warning += std::string(" (") + complaint.text.data() + ")";
        }
        return verdict;
    }

    ProfileVerdict judge(ByteView bytes, ColorModel model) {
        complaint.text.front() = '\0';
        const Profile profile = open(context.get(), bytes);
        if (!profile) {
            return unusable("it is damaged");
        }
        const cmsColorSpaceSignature space = cmsGetColorSpace(profile.get());
        if (!fits(space, model)) {
            return unusable("it is for another kind of image");
        }
        const bool gray = space == cmsSigGrayData;
        const bool ink = space == cmsSigCmykData;
        const auto from = layout(gray  ? PT_GRAY
                                 : ink ? PT_CMYK
                                       : PT_RGB,
                                 gray  ? 1
                                 : ink ? 4
                                       : 3,
                                 SampleType::u16, false);
        const auto to = gray ? from : layout(PT_RGB, 3, SampleType::u16, false);
        const Transform transform =
            make_transform(context.get(), profile.get(), from, to, cmsFLAGS_NOOPTIMIZE);
        if (!transform) {
            return unusable("it cannot be used");
        }
        const bool srgb = !ink && moves_nothing(transform.get(), gray ? 1 : 3);
        return {srgb ? ProfileUse::not_needed : ProfileUse::convert, ""};
    }

    /// The transform from images like `image` to sRGB in the layout `to`; null if there is none.
    cmsHTRANSFORM transform_for(const Image& image, ByteView bytes, cmsUInt32Number to) {
        const cmsUInt32Number from = layout_of(image.model, image.type());
        // Grey and RGB targets of one source differ.
        const Key key = key_of(bytes, T_COLORSPACE(to) == PT_GRAY ? from | FLAVOR_SH(1U) : from);
        if (const Transform* known = transforms.find(key)) {
            return known->get();
        }
        const Profile profile = open(context.get(), bytes);
        if (!profile) {
            return nullptr;
        }
        // By itself the library puts a coarse table in the place of 16-bit and RGB to grey
        // arithmetic, which is off by up to 11/255 where colours are clipped.
        const bool exact = image.type() == SampleType::u16 || T_COLORSPACE(to) == PT_GRAY;
        const cmsUInt32Number precise = exact ? cmsFLAGS_NOOPTIMIZE : 0;
        Transform made =
            make_transform(context.get(), profile.get(), from, to, precise | cmsFLAGS_COPY_ALPHA);
        return made ? transforms.add(key, std::move(made))->get() : nullptr;
    }

    bool is_rgb_profile(ByteView bytes) const {
        const Profile profile = open(context.get(), bytes);
        return profile && cmsGetColorSpace(profile.get()) == cmsSigRgbData;
    }
};

ColorConverter::ColorConverter() : state_(std::make_unique<State>()) {
}
ColorConverter::ColorConverter(ColorConverter&&) noexcept = default;
ColorConverter& ColorConverter::operator=(ColorConverter&&) noexcept = default;
ColorConverter::~ColorConverter() = default;

ProfileVerdict ColorConverter::examine(ByteView profile, ColorModel model) {
    if (profile.size() > max_profile_bytes) {
        return {ProfileUse::unusable, "the colour profile is ignored: it is larger than 16 MiB"};
    }
    // Grey may have RGB profiles, but not the other way round; alpha makes no difference.
    const cmsUInt32Number kind = is_gray(model) ? 1 : model == ColorModel::cmyk ? 2 : 3;
    const Key key = key_of(profile, kind);
    if (const ProfileVerdict* known = state_->verdicts.find(key)) {
        return *known;
    }
    return *state_->verdicts.add(key, state_->judge(profile, model));
}

Expected<Image> ColorConverter::to_srgb(const Image& image, ByteView profile) {
    if (image.model == ColorModel::ycbcr) {
        return transform_error(OutcomeClass::internal, "a profile needs RGB, not Y'CbCr");
    }
    const ProfileVerdict verdict = examine(profile, image.model);
    if (verdict.use == ProfileUse::unusable) {
        return transform_error(OutcomeClass::unsupported, verdict.warning);
    }
    std::optional<Image> spread;
    if (is_gray(image.model) && state_->is_rgb_profile(profile)) {
        IMGBATCH_TRY(spread, gray_to_rgb(image));
    }
    const Image& source = spread ? *spread : image;
    const ColorModel model = image.model == ColorModel::cmyk ? ColorModel::rgb : image.model;
    cmsHTRANSFORM transform =
        state_->transform_for(source, profile, layout_of(model, image.type()));
    if (transform == nullptr) {
        return transform_error(OutcomeClass::unsupported, "the colour profile cannot be used");
    }
    return guarded("convert to sRGB", [&] {
        Image result = make_interleaved(image.width(), image.height(), model, image.type());
        result.planes[0].extent_x = image.planes[0].extent_x;
        result.planes[0].extent_y = image.planes[0].extent_y;
        convert_rows(transform, source.planes[0], result.planes[0]);
        return result;
    });
}

} // namespace imgbatch
