#include "core/json/members.hpp"

#include <unordered_set>

#include <nlohmann/json.hpp>

namespace sdp {

namespace {

// The events of nlohmann's parser. Nothing of what it passes is kept but where it is.
class member_reader {
public:
    using json = nlohmann::json;

    explicit member_reader(std::initializer_list<std::string_view> wanted)
        : wanted_(wanted), found(wanted.size())
    {
    }

    bool null() { return value(nullptr); }
    bool boolean(bool /*flag*/) { return value(nullptr); }
    bool number_integer(json::number_integer_t /*number*/) { return value(nullptr); }
    bool number_unsigned(json::number_unsigned_t /*number*/) { return value(nullptr); }
    bool number_float(json::number_float_t /*number*/, const std::string& /*text*/)
    {
        return value(nullptr);
    }
    bool string(std::string& text) { return value(&text); }
    bool binary(json::binary_t& /*bytes*/) { return value(nullptr); }
    bool start_object(std::size_t /*size*/)
    {
        value(nullptr);
        is_object = is_object || depth_ == 0;
        ++depth_;
        return true;
    }
    bool end_object()
    {
        --depth_;
        return true;
    }
    bool start_array(std::size_t /*size*/)
    {
        // The members of an array's objects are none of the whole's.
        value(nullptr);
        array_depth_ = array_depth_ == 0 ? depth_ + 1 : array_depth_;
        ++depth_;
        return true;
    }
    bool end_array()
    {
        --depth_;
        array_depth_ = array_depth_ == depth_ + 1 ? 0 : array_depth_;
        return true;
    }
    bool key(std::string& name)
    {
        if (array_depth_ == 0 && depth_ <= 2) {
            if (depth_ == 1) {
                outer_ = name;
                path_ = name;
            } else {
                path_ = outer_ + "/" + name;
            }
        } else {
            path_.clear();
        }
        return true;
    }
    static bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                            const json::exception& /*why*/)
    {
        return false;
    }

    bool is_object = false;

private:
    bool value(const std::string* text)
    {
        std::size_t index = 0;
        for (const auto name : wanted_) {
            if (!path_.empty() && path_ == name) {
                found[index].is_there = true;
                found[index].string = text == nullptr ? std::nullopt : std::optional(*text);
            }
            ++index;
        }
        path_.clear();
        return true;
    }

    std::initializer_list<std::string_view> wanted_;
    int depth_ = 0;
    // Of the outermost array that is open; 0 for none.
    int array_depth_ = 0;
    std::string outer_;
    // Of the member whose value comes next, if it may be wanted.
    std::string path_;

public:
    std::vector<found_member> found;
};

// nlohmann's parser has callbacks, too, but looks at all elements of a list after each object in
// it.
class twice_reader : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override { return true; }
    bool boolean(bool /*flag*/) override { return true; }
    bool number_integer(number_integer_t /*number*/) override { return true; }
    bool number_unsigned(number_unsigned_t /*number*/) override { return true; }
    bool number_float(number_float_t /*number*/, const string_t& /*text*/) override { return true; }
    bool string(string_t& /*text*/) override { return true; }
    bool binary(binary_t& /*bytes*/) override { return true; }
    bool start_object(std::size_t /*size*/) override
    {
        names_.emplace_back();
        return true;
    }
    bool end_object() override
    {
        names_.pop_back();
        return true;
    }
    bool start_array(std::size_t /*size*/) override { return true; }
    bool end_array() override { return true; }
    bool key(string_t& name) override
    {
        if (!names_.back().insert(name).second) {
            twice = std::move(name);
            return false;
        }
        return true;
    }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::json::exception& /*why*/) override
    {
        return false;
    }

    std::optional<std::string> twice;

private:
    // Of the objects that are open, the outermost first.
    std::vector<std::unordered_set<std::string>> names_;
};

class value_counter {
public:
    using json = nlohmann::json;

    explicit value_counter(std::size_t most) : most_(most) {}

    bool null() { return value(); }
    bool boolean(bool /*flag*/) { return value(); }
    bool number_integer(json::number_integer_t /*number*/) { return value(); }
    bool number_unsigned(json::number_unsigned_t /*number*/) { return value(); }
    bool number_float(json::number_float_t /*number*/, const std::string& /*text*/)
    {
        return value();
    }
    bool string(std::string& /*text*/) { return value(); }
    bool binary(json::binary_t& /*bytes*/) { return value(); }
    bool start_object(std::size_t /*size*/) { return value(); }
    static bool key(std::string& /*name*/) { return true; }
    static bool end_object() { return true; }
    bool start_array(std::size_t /*size*/) { return value(); }
    static bool end_array() { return true; }
    static bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                            const json::exception& /*why*/)
    {
        return false;
    }

    [[nodiscard]] bool is_over() const { return count_ > most_; }

private:
    bool value() { return ++count_ <= most_; }

    std::size_t most_;
    std::size_t count_ = 0;
};

} // namespace

bool has_more_values(std::string_view text, std::size_t most)
{
    value_counter counter(most);
    (void)nlohmann::json::sax_parse(text, &counter);
    return counter.is_over();
}

std::optional<std::string> member_twice(std::string_view text)
{
    twice_reader reader;
    (void)nlohmann::json::sax_parse(text, &reader);
    return std::move(reader.twice);
}

std::optional<std::vector<found_member>>
find_members(std::string_view text, std::initializer_list<std::string_view> wanted)
{
    member_reader reader(wanted);
    if (!nlohmann::json::sax_parse(text, &reader) || !reader.is_object) {
        return std::nullopt;
    }
    return std::move(reader.found);
}

bool is_json(std::string_view text)
{
    return nlohmann::json::accept(text);
}

} // namespace sdp
