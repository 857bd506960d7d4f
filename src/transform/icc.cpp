#include "transform/icc.h"

#include "transform/guarded.h"
#include "transform/samples.h"

#include <lcms2.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
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

/// The layout of an image of this model, which is not grey.
cmsUInt32Number layout_of(ColorModel model, SampleType type) {
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

/// The header's four bytes, one of cmsSigRgbData and so on or anything else: no variable of lcms's
/// enumeration may hold that.
cmsUInt32Number color_space(cmsHPROFILE profile) {
    return static_cast<cmsUInt32Number>(cmsGetColorSpace(profile));
}

/// Whether a profile of colour space `space` can belong to an image of `model`.
bool fits(cmsUInt32Number space, ColorModel model) {
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

/// Replaces grey by what it becomes; a second channel is alpha and stays.
template <class T>
void map_levels(const std::vector<std::uint16_t>& levels, const Plane& from, Plane& to) {
    const int channels = from.channels();
    for (int y = 0; y < from.height(); ++y) {
        const T* p = samples<T>(from, y);
        T* q = samples<T>(to, y);
        for (int i = 0; i < from.width() * channels; ++i) {
            q[i] = i % channels == 0 ? static_cast<T>(levels[p[i]]) : p[i];
        }
    }
}

} // namespace

struct ColorConverter::State {
    Complaint complaint;
    Context context;
    // After the context, since they must go before it.
    Recent<ProfileVerdict> verdicts;
    Recent<Transform> transforms;
    Recent<std::vector<std::uint16_t>> levels;

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
        const cmsUInt32Number space = color_space(profile.get());
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

    /// The transform from images like `image`, rgb kinds or cmyk, to sRGB in the layout `to`; null
    /// if there is none.
    cmsHTRANSFORM transform_for(const Image& image, ByteView bytes, cmsUInt32Number to) {
        const cmsUInt32Number from = layout_of(image.model, image.type());
        const Key key = key_of(bytes, from);
        if (const Transform* known = transforms.find(key)) {
            return known->get();
        }
        const Profile profile = open(context.get(), bytes);
        // By itself the library puts a coarse table in the place of 16-bit arithmetic, which is
        // off by up to 11/255 where colours are clipped.
        const cmsUInt32Number precise = image.type() == SampleType::u16 ? cmsFLAGS_NOOPTIMIZE : 0;
        Transform made = profile ? make_transform(context.get(), profile.get(), from, to,
                                                  precise | cmsFLAGS_COPY_ALPHA)
                                 : nullptr;
        return made ? transforms.add(key, std::move(made))->get() : nullptr;
    }

    /// What each grey level of `type` becomes, in that type's range; null if there is no way.
    const std::vector<std::uint16_t>* gray_levels(ByteView bytes, SampleType type) {
        const Key key = key_of(bytes, layout(PT_GRAY, 1, type, false));
        if (const auto* known = levels.find(key)) {
            return known;
        }
        const Profile profile = open(context.get(), bytes);
        if (!profile) {
            return nullptr;
        }
        const bool rgb = color_space(profile.get()) == cmsSigRgbData;
        const cmsUInt32Number gray16 = layout(PT_GRAY, 1, SampleType::u16, false);
        const cmsUInt32Number from = rgb ? layout(PT_RGB, 3, SampleType::u16, false) : gray16;
        const Transform transform =
            make_transform(context.get(), profile.get(), from, gray16, cmsFLAGS_NOOPTIMIZE);
        if (!transform) {
            return nullptr;
        }
        const std::uint32_t top = type == SampleType::u8 ? 255 : 65535;
        std::vector<std::uint16_t> before;
        before.reserve((top + 1) * (rgb ? 3 : 1));
        for (std::uint32_t level = 0; level <= top; ++level) {
            before.insert(before.end(), rgb ? 3 : 1,
                          static_cast<std::uint16_t>(level * (65535 / top)));
        }
        std::vector<std::uint16_t> after(top + 1);
        cmsDoTransform(transform.get(), before.data(), after.data(), top + 1);
        for (std::uint16_t& level : after) {
            level = static_cast<std::uint16_t>((level * top + 32767) / 65535);
        }
        return levels.add(key, std::move(after));
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
    return guarded("convert to sRGB", [&] {
        const ColorModel model = image.model == ColorModel::cmyk ? ColorModel::rgb : image.model;
        Image result = make_interleaved(image.width(), image.height(), model, image.type());
        result.planes[0].extent_x = image.planes[0].extent_x;
        result.planes[0].extent_y = image.planes[0].extent_y;
        if (is_gray(model)) {
            const auto* levels = state_->gray_levels(profile, image.type());
            if (levels == nullptr) {
                throw std::runtime_error("the colour profile fails");
            }
            with_sample_type(image.type(), [&](auto zero) {
                map_levels<decltype(zero)>(*levels, image.planes[0], result.planes[0]);
            });
            return result;
        }
        cmsHTRANSFORM transform =
            state_->transform_for(image, profile, layout_of(model, image.type()));
        if (transform == nullptr) {
            throw std::runtime_error("the colour profile fails");
        }
        convert_rows(transform, image.planes[0], result.planes[0]);
        return result;
    });
}

} // namespace imgbatch
