#pragma once
#include "core/json/tree.hpp"

#include <array>
#include <cstddef>
#include <new>
#include <type_traits>

namespace sdp {

// Any indexed_json_view, whatever holds the value, so that what reads much of it (the renderers) is
// compiled once. A cheap handle like those it stands for.
class any_json_view {
public:
    // In this order: asked whether it is a view itself, it would ask that again without end.
    template <typename View>
        requires(!std::same_as<View, any_json_view>) && indexed_json_view<View>
    explicit any_json_view(const View& view) : calls_(&calls_of<View>), kind_(view.kind())
    {
        static_assert(sizeof(View) <= sizeof(held_) && std::is_trivially_copyable_v<View> &&
                      std::is_trivially_destructible_v<View>);
        ::new (held_.data()) View(view);
    }

    [[nodiscard]] json_kind kind() const { return kind_; }
    [[nodiscard]] bool boolean() const { return calls_->boolean(*this); }
    [[nodiscard]] std::string_view string() const { return calls_->string(*this); }
    [[nodiscard]] decimal exact() const { return calls_->exact(*this); }
    [[nodiscard]] std::size_t size() const { return calls_->size(*this); }
    [[nodiscard]] std::string_view name(std::size_t index) const
    {
        return calls_->name(*this, index);
    }
    [[nodiscard]] any_json_view value(std::size_t index) const
    {
        return calls_->value(*this, index);
    }
    [[nodiscard]] any_json_view element(std::size_t index) const
    {
        return calls_->element(*this, index);
    }
    // As nth_member() has it.
    [[nodiscard]] std::size_t written(std::size_t place) const
    {
        return calls_->written(*this, place);
    }

private:
    struct calls {
        bool (*boolean)(const any_json_view&);
        std::string_view (*string)(const any_json_view&);
        decimal (*exact)(const any_json_view&);
        std::size_t (*size)(const any_json_view&);
        std::string_view (*name)(const any_json_view&, std::size_t);
        any_json_view (*value)(const any_json_view&, std::size_t);
        any_json_view (*element)(const any_json_view&, std::size_t);
        std::size_t (*written)(const any_json_view&, std::size_t);
    };

    template <typename View> [[nodiscard]] const View& as() const
    {
        return *std::launder(reinterpret_cast<const View*>(held_.data()));
    }

    template <typename View> static const calls calls_of;

    static constexpr std::size_t most_bytes = 48;

    const calls* calls_;
    json_kind kind_;
    alignas(std::max_align_t) std::array<std::byte, most_bytes> held_{};
};

// Behind the class, which the functions need whole.
template <typename View>
inline constexpr any_json_view::calls any_json_view::calls_of = {
    [](const any_json_view& view) -> bool { return view.as<View>().boolean(); },
    [](const any_json_view& view) -> std::string_view { return view.as<View>().string(); },
    [](const any_json_view& view) -> decimal { return view.as<View>().exact(); },
    [](const any_json_view& view) -> std::size_t { return view.as<View>().size(); },
    [](const any_json_view& view, std::size_t index) -> std::string_view {
        return view.as<View>().name(index);
    },
    [](const any_json_view& view, std::size_t index) {
        return any_json_view(view.as<View>().value(index));
    },
    [](const any_json_view& view, std::size_t index) {
        return any_json_view(view.as<View>().element(index));
    },
    [](const any_json_view& view, std::size_t place) {
        return nth_member(view.as<View>(), place);
    }};

static_assert(indexed_json_view<any_json_view>);

} // namespace sdp
