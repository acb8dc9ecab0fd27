// nesting_of and count_of_members: any bytes; of what nlohmann takes for JSON, the depth and the
// keys that nlohmann finds.
#include "core/json/limits.hpp"

#include <algorithm>
#include <cstdlib>

#include <nlohmann/json.hpp>

namespace {

// Counts levels and keeps nothing.
struct depth_counter : nlohmann::json_sax<nlohmann::json> {
    bool enter()
    {
        deepest = std::max(deepest, ++depth);
        return true;
    }
    bool leave()
    {
        --depth;
        return true;
    }
    bool null() override { return true; }
    bool boolean(bool /*value*/) override { return true; }
    bool number_integer(std::int64_t /*value*/) override { return true; }
    bool number_unsigned(std::uint64_t /*value*/) override { return true; }
    bool number_float(double /*value*/, const std::string& /*text*/) override { return true; }
    bool string(std::string& /*value*/) override { return true; }
    bool binary(nlohmann::json::binary_t& /*value*/) override { return true; }
    bool start_object(std::size_t /*size*/) override { return enter(); }
    bool key(std::string& /*name*/) override
    {
        ++keys;
        return true;
    }
    bool end_object() override { return leave(); }
    bool start_array(std::size_t /*size*/) override { return enter(); }
    bool end_array() override { return leave(); }
    bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*fault*/) override
    {
        return false;
    }

    int depth = 0;
    int deepest = 0;
    std::size_t keys = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const int nesting = sdp::nesting_of(text);
    const auto members = sdp::count_of_members(text);
    depth_counter counter;
    // For nlohmann a text ends at a NUL; none comes out of the server.
    const bool is_json =
        text.find('\0') == std::string_view::npos && nlohmann::json::sax_parse(text, &counter);
    if (nesting < 0 || (is_json && (nesting != counter.deepest || members != counter.keys))) {
        std::abort();
    }
    return 0;
}
