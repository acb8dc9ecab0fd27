#include "core/json/members.hpp"

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

} // namespace

std::optional<std::vector<found_member>>
find_members(std::string_view text, std::initializer_list<std::string_view> wanted)
{
    member_reader reader(wanted);
    if (!nlohmann::json::sax_parse(text, &reader) || !reader.is_object) {
        return std::nullopt;
    }
    return std::move(reader.found);
}

} // namespace sdp
