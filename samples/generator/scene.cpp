#include "scene.h"

#include "noise.h"
#include "sign.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <thread>
#include <vector>

namespace samples {
namespace {

constexpr std::size_t hill_count = 5;

struct Light {
    Rgb zenith;
    Rgb horizon;
    Rgb sun;
    Rgb cloud;
    Rgb far_hill;
    Rgb near_hill;
    Rgb meadow;
    float sun_x;  ///< share of the width
    float sun_y;  ///< share of the height
    float glow;   ///< strength of the light around the sun
    float clouds; ///< share of the sky, about
};

Light light_of(Mood mood) {
    switch (mood) {
    case Mood::sunrise:
        return {{0.25F, 0.38F, 0.66F},
                {0.98F, 0.74F, 0.53F},
                {1.0F, 0.93F, 0.75F},
                {0.99F, 0.80F, 0.70F},
                {0.62F, 0.55F, 0.62F},
                {0.13F, 0.20F, 0.16F},
                {0.42F, 0.46F, 0.18F},
                0.68F,
                0.40F,
                0.75F,
                0.42F};
    case Mood::noon:
        return {{0.16F, 0.40F, 0.78F},
                {0.72F, 0.86F, 0.96F},
                {1.0F, 1.0F, 0.95F},
                {0.98F, 0.98F, 0.99F},
                {0.56F, 0.70F, 0.80F},
                {0.10F, 0.28F, 0.12F},
                {0.40F, 0.62F, 0.18F},
                0.80F,
                0.13F,
                0.45F,
                0.50F};
    case Mood::evening:
        return {{0.13F, 0.12F, 0.33F},
                {0.96F, 0.45F, 0.30F},
                {1.0F, 0.78F, 0.45F},
                {0.80F, 0.38F, 0.42F},
                {0.45F, 0.27F, 0.42F},
                {0.07F, 0.08F, 0.13F},
                {0.24F, 0.19F, 0.14F},
                0.35F,
                0.45F,
                0.85F,
                0.48F};
    case Mood::mist:
        break;
    }
    return {{0.66F, 0.71F, 0.76F},
            {0.87F, 0.88F, 0.88F},
            {0.98F, 0.97F, 0.94F},
            {0.92F, 0.93F, 0.94F},
            {0.80F, 0.82F, 0.84F},
            {0.24F, 0.31F, 0.30F},
            {0.45F, 0.50F, 0.38F},
            0.55F,
            0.25F,
            0.35F,
            0.60F};
}

/// Heights are shares of the picture's height, measured from its top; so are horizontal distances,
/// lest the landscape stretch with the picture's shape.
class Landscape {
public:
    Landscape(int width, int height, Mood mood, std::uint32_t seed);

    [[nodiscard]] Rgb color(int x, int y) const;

private:
    [[nodiscard]] float ridge(std::size_t hill, float u) const;
    [[nodiscard]] float trees(std::size_t hill, float u) const;
    [[nodiscard]] Rgb sky(float u, float v) const;
    [[nodiscard]] Rgb hill_color(std::size_t hill, int x, float u, float v) const;
    [[nodiscard]] Rgb meadow(float u, float v) const;

    Light light_;
    std::uint32_t seed_;
    float scale_; ///< one pixel as a share of the height
    float aspect_;
    std::array<std::vector<float>, hill_count> grounds_; ///< ridges per column
    std::array<std::vector<float>, hill_count> ridges_;  ///< the same, trees included
};

Landscape::Landscape(int width, int height, Mood mood, std::uint32_t seed)
    : light_(light_of(mood)), seed_(seed), scale_(1.0F / static_cast<float>(height)),
      aspect_(static_cast<float>(width) / static_cast<float>(height)) {
    for (std::size_t hill = 0; hill < hill_count; ++hill) {
        grounds_[hill].reserve(static_cast<std::size_t>(width));
        ridges_[hill].reserve(static_cast<std::size_t>(width));
        for (int x = 0; x < width; ++x) {
            const float u = static_cast<float>(x) * scale_;
            grounds_[hill].push_back(ridge(hill, u));
            ridges_[hill].push_back(grounds_[hill].back() - trees(hill, u));
        }
    }
}

/// Far hills are mountains, high and rugged; near ones low and round.
float Landscape::ridge(std::size_t hill, float u) const {
    constexpr std::array<float, hill_count> base{0.47F, 0.54F, 0.62F, 0.71F, 0.82F};
    constexpr std::array<float, hill_count> rise{0.36F, 0.24F, 0.17F, 0.13F, 0.10F};
    constexpr std::array<float, hill_count> pace{2.3F, 1.9F, 1.6F, 1.3F, 1.1F};
    const int octaves = hill < 2 ? 7 : 4;
    const float shape = layered_noise(u * pace[hill] + 17.0F * static_cast<float>(hill), 0.5F,
                                      octaves, seed_ + 100U * static_cast<std::uint32_t>(hill));
    return base[hill] - rise[hill] * (shape - 0.5F) * 2.0F;
}

/// How far the tops of a hill's firs stand above its ridge.
float Landscape::trees(std::size_t hill, float u) const {
    if (hill < 2 || hill + 1 == hill_count) {
        return 0.0F;
    }
    const auto seed = seed_ + 900U + static_cast<std::uint32_t>(hill);
    const float spacing = hill == 2 ? 0.009F : 0.020F;
    const int cell = static_cast<int>(u / spacing);
    float top = 0.0F;
    for (int i = cell - 2; i <= cell + 2; ++i) {
        const bool grows = noise(static_cast<float>(i) * 0.11F, 0.0F, seed) > 0.38F;
        const float tall = spacing * (2.0F + 2.6F * hash01(i, 1, seed));
        const float middle = (static_cast<float>(i) + hash01(i, 2, seed)) * spacing;
        const float aside = std::abs(u - middle) / (spacing * 0.55F);
        if (grows && aside < 1.0F) {
            // Branches make steps in the outline.
            const float steps = aside * 5.0F;
            const float ragged = steps - static_cast<float>(static_cast<int>(steps));
            top = std::max(top, tall * (1.0F - aside) + tall * 0.09F * ragged);
        }
    }
    return top;
}

Rgb Landscape::sky(float u, float v) const {
    Rgb color = mix(light_.zenith, light_.horizon, step_between(-0.1F, 0.58F, v));
    const float dx = u - light_.sun_x * aspect_;
    const float dy = v - light_.sun_y;
    const float distance = std::sqrt(dx * dx + dy * dy);
    const float glow = light_.glow / (1.0F + 55.0F * distance * distance);
    color = mix(color, light_.sun, glow);
    // Clouds lie flat, and flatter towards the horizon.
    const float flat = 1.6F / (0.75F - std::min(v, 0.6F));
    const float thickness = layered_noise(u * 2.4F, v * flat * 3.0F, 6, seed_ + 40U);
    const float edge = 0.92F - 0.8F * light_.clouds;
    const float cover = step_between(edge, edge + 0.22F, thickness) * 0.85F;
    const float shade = 0.78F + 0.22F * step_between(edge + 0.30F, edge + 0.05F, thickness);
    color = mix(color, mix(light_.cloud * shade, light_.sun, glow * 0.5F), cover);
    const float disc = step_between(0.035F + scale_, 0.035F, distance);
    return mix(color, light_.sun, disc * (1.0F - 0.6F * cover));
}

Rgb Landscape::hill_color(std::size_t hill, int x, float u, float v) const {
    const float nearness = static_cast<float>(hill) / static_cast<float>(hill_count - 1);
    const auto& ground = grounds_[hill];
    const auto column = static_cast<std::size_t>(x);
    const float depth = v - ridges_[hill][column];
    // Slopes that face the sun are lit.
    const std::size_t reach = std::max<std::size_t>(1, ground.size() / 60);
    const float before = ground[column - std::min(column, reach)];
    const float after = ground[std::min(column + reach, ground.size() - 1)];
    const float sunny = (u < light_.sun_x * aspect_ ? before - after : after - before) * 5.0F;
    const float detail =
        layered_noise(u * (30.0F + 60.0F * nearness), v * (60.0F + 90.0F * nearness), 5,
                      seed_ + 300U + static_cast<std::uint32_t>(hill));
    const float lit = 1.0F + std::clamp(sunny, -0.18F, 0.22F) * (1.0F - 0.5F * nearness);
    const Rgb base = mix(light_.far_hill, light_.near_hill, nearness * (2.0F - nearness));
    const Rgb textured = base * (lit * (0.72F + 0.56F * detail));
    // Haze gathers in the valleys.
    const float haze = std::min(0.55F, depth * 2.2F) * (1.0F - nearness);
    return mix(textured, light_.horizon, haze);
}

Rgb Landscape::meadow(float u, float v) const {
    const float depth = v - 0.7F;
    const float blades = layered_noise(u * 150.0F, v * 34.0F, 4, seed_ + 500U);
    const float patches = layered_noise(u * 4.0F, v * 9.0F, 3, seed_ + 510U);
    const Rgb grass = light_.meadow * (0.45F + 0.75F * blades + 0.5F * (patches - 0.5F));
    // Flowers, one in some cells of a grid.
    constexpr float cell = 0.012F;
    const int column = static_cast<int>(u / cell);
    const int row = static_cast<int>(v / cell);
    const float dx = u / cell - static_cast<float>(column) - 0.5F;
    const float dy = v / cell - static_cast<float>(row) - 0.5F;
    const bool grows = hash01(column, row, seed_ + 520U) > 0.90F - 0.1F * patches;
    const float petal = step_between(0.10F, 0.05F, dx * dx + dy * dy);
    const Rgb flower = hash01(column, row, seed_ + 521U) > 0.5F ? Rgb{0.96F, 0.93F, 0.82F}
                                                                : Rgb{0.86F, 0.24F, 0.22F};
    return mix(grass * (0.8F + depth), flower * (0.6F + depth), grows ? petal : 0.0F);
}

Rgb Landscape::color(int x, int y) const {
    const float u = static_cast<float>(x) * scale_;
    const float v = static_cast<float>(y) * scale_;
    // From the front to the back; each ridge covers its edge pixels in part.
    Rgb color;
    float seen = 1.0F;
    for (std::size_t i = hill_count; i-- > 0 && seen > 0.0F;) {
        const float edge = (v - ridges_[i][static_cast<std::size_t>(x)]) / scale_ + 0.5F;
        const float cover = std::clamp(edge, 0.0F, 1.0F) * seen;
        if (cover > 0.0F) {
            const Rgb hill = i + 1 == hill_count ? meadow(u, v) : hill_color(i, x, u, v);
            color = {color.r + hill.r * cover, color.g + hill.g * cover, color.b + hill.b * cover};
            seen -= cover;
        }
    }
    if (seen > 0.0F) {
        const Rgb above = sky(u, v);
        color = {color.r + above.r * seen, color.g + above.g * seen, color.b + above.b * seen};
    }
    const float grain = (hash01(x, y, seed_ + 700U) - 0.5F) * 0.045F;
    return {color.r + grain, color.g + grain, color.b + grain};
}

} // namespace

Picture draw_scene(int width, int height, Mood mood, std::uint32_t seed) {
    Picture picture(width, height);
    const Landscape landscape(width, height, mood, seed);
    const int lanes = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 16U));
    {
        std::vector<std::jthread> threads;
        threads.reserve(static_cast<std::size_t>(lanes));
        for (int lane = 0; lane < lanes; ++lane) {
            threads.emplace_back([&picture, &landscape, lane, lanes] {
                for (int y = lane; y < picture.height(); y += lanes) {
                    for (int x = 0; x < picture.width(); ++x) {
                        picture.set(x, y, landscape.color(x, y));
                    }
                }
            });
        }
    }
    paint_sign(picture);
    return picture;
}

} // namespace samples
