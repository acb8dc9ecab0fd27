#include "core/json/written_tree.hpp"

#include <limits>
#include <numeric>

#include <nlohmann/json.hpp>

namespace sdp {

static_assert(indexed_json_view<written_tree::view>);

class written_tree_reader : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit written_tree_reader(written_tree& tree) : tree_(tree) {}

    bool null() override { return add({}); }
    bool boolean(bool value) override
    {
        return add({.kind = json_kind::boolean, .boolean = value});
    }
    bool number_integer(std::int64_t value) override { return add_number(std::to_string(value)); }
    bool number_unsigned(std::uint64_t value) override { return add_number(std::to_string(value)); }
    bool number_float(double /*value*/, const std::string& written) override
    {
        return add_number(written);
    }
    bool string(std::string& text) override
    {
        return add({.kind = json_kind::string, .content = keep(text)});
    }
    bool binary(nlohmann::json::binary_t& /*bytes*/) override { return false; }
    bool start_object(std::size_t /*size*/) override { return open(json_kind::object); }
    bool key(std::string& text) override
    {
        name_ = keep(text);
        return true;
    }
    bool end_object() override
    {
        const auto first = open_.back().first_child;
        const auto name = [&](std::uint32_t i) { return tree_.text(pending_[first + i].name); };
        std::vector<std::uint32_t> sorted(pending_.size() - first);
        std::iota(sorted.begin(), sorted.end(), 0U);
        std::stable_sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
            return comes_before(name(a), name(b));
        });
        // Of equal names the last stays.
        const auto last =
            std::unique(sorted.rbegin(), sorted.rend(),
                        [&](std::uint32_t a, std::uint32_t b) { return name(a) == name(b); });
        sorted.erase(sorted.begin(), last.base());
        // The places of what stays, in the order of writing.
        std::vector<std::uint32_t> order(sorted.size());
        std::iota(order.begin(), order.end(), 0U);
        std::sort(order.begin(), order.end(),
                  [&](std::uint32_t a, std::uint32_t b) { return sorted[a] < sorted[b]; });
        return close(sorted, order);
    }
    bool start_array(std::size_t /*size*/) override { return open(json_kind::array); }
    bool end_array() override
    {
        std::vector<std::uint32_t> order(pending_.size() - open_.back().first_child);
        std::iota(order.begin(), order.end(), 0U);
        return close(order, order);
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*fault*/) override
    {
        return false;
    }

    bool finish()
    {
        if (pending_.size() != 1) {
            return false;
        }
        tree_.nodes_.push_back(pending_.front());
        tree_.written_.push_back(0);
        return true;
    }

private:
    using node = written_tree::node;
    struct open_node {
        json_kind kind;
        written_tree::place name;
        std::size_t first_child;
    };

    written_tree::place keep(std::string_view text)
    {
        const written_tree::place where{static_cast<std::uint32_t>(tree_.texts_.size()),
                                        static_cast<std::uint32_t>(text.size())};
        tree_.texts_ += text;
        return where;
    }
    bool add_number(const std::string& written)
    {
        return decimal::from_text(written) &&
               add({.kind = json_kind::number, .content = keep(written)});
    }
    bool add(node value)
    {
        value.name = std::exchange(name_, {});
        pending_.push_back(value);
        return true;
    }
    bool open(json_kind kind)
    {
        open_.push_back({kind, std::exchange(name_, {}), pending_.size()});
        return open_.size() <= static_cast<std::size_t>(deepest_nesting);
    }
    bool close(const std::vector<std::uint32_t>& children, const std::vector<std::uint32_t>& order)
    {
        const auto done = open_.back();
        open_.pop_back();
        const auto at = static_cast<std::uint32_t>(tree_.nodes_.size());
        for (const auto child : children) {
            tree_.nodes_.push_back(pending_[done.first_child + child]);
        }
        tree_.written_.insert(tree_.written_.end(), order.begin(), order.end());
        pending_.resize(done.first_child);
        pending_.push_back({.kind = done.kind,
                            .name = done.name,
                            .content = {at, static_cast<std::uint32_t>(children.size())}});
        return true;
    }

    written_tree& tree_;
    std::vector<node> pending_;
    std::vector<open_node> open_;
    written_tree::place name_{};
};

std::unique_ptr<written_tree> written_tree::of(std::string_view text)
{
    if (text.size() > std::numeric_limits<std::uint32_t>::max()) {
        return nullptr;
    }
    auto tree = std::make_unique<written_tree>();
    written_tree_reader reader(*tree);
    if (!nlohmann::json::sax_parse(text, &reader) || !reader.finish()) {
        return nullptr;
    }
    return tree;
}

} // namespace sdp
