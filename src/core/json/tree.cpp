#include "core/json/tree.hpp"

#include "core/json/limits.hpp"

#include <nlohmann/json.hpp>

namespace sdp {

namespace {

// nlohmann's DOM has doubles alone; its SAX events bring numbers as they are written.
class tree_reader : public nlohmann::json_sax<nlohmann::json> {
public:
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
        return add({.kind = json_kind::string, .string = std::move(text)});
    }
    bool binary(nlohmann::json::binary_t& /*bytes*/) override { return false; }
    bool start_object(std::size_t /*size*/) override { return open(json_kind::object); }
    bool key(std::string& text) override
    {
        names_.push_back(std::move(text));
        return true;
    }
    bool end_object() override
    {
        auto& members = stack_.back().members;
        std::stable_sort(members.begin(), members.end(), [](const auto& one, const auto& other) {
            return comes_before(one.first, other.first);
        });
        // Of equal names the last stays.
        const auto last =
            std::unique(members.rbegin(), members.rend(), [](const auto& one, const auto& other) {
                return one.first == other.first;
            });
        members.erase(members.begin(), last.base());
        return close();
    }
    bool start_array(std::size_t /*size*/) override { return open(json_kind::array); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*fault*/) override
    {
        return false;
    }

    std::unique_ptr<json_tree> root{};

private:
    bool add_number(const std::string& written)
    {
        const auto number = decimal::from_text(written);
        return number && add({.kind = json_kind::number, .number = *number});
    }
    bool open(json_kind kind)
    {
        stack_.push_back({.kind = kind});
        return stack_.size() <= static_cast<std::size_t>(deepest_nesting);
    }
    bool close()
    {
        auto done = std::move(stack_.back());
        stack_.pop_back();
        return add(std::move(done));
    }
    bool add(json_tree value)
    {
        if (stack_.empty()) {
            root = std::make_unique<json_tree>(std::move(value));
        } else if (stack_.back().kind == json_kind::array) {
            stack_.back().elements.push_back(std::move(value));
        } else {
            stack_.back().members.emplace_back(std::move(names_.back()), std::move(value));
            names_.pop_back();
        }
        return true;
    }

    std::vector<json_tree> stack_;
    std::vector<std::string> names_;
};

} // namespace

std::unique_ptr<json_tree> parsed_tree(std::string_view text)
{
    tree_reader reader;
    if (!nlohmann::json::sax_parse(text, &reader)) {
        return nullptr;
    }
    return std::move(reader.root);
}

} // namespace sdp
