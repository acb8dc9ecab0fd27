#include "core/render/compose.hpp"

#include "core/render/value.hpp"
#include "core/rules/names.hpp"

#include <algorithm>
#include <new>

#include <yaml.h>

namespace sdp {

namespace {

constexpr int deepest_compose = 50;

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether a text without quotation marks would be read as something else, such as a number.
bool needs_quotes(std::string_view text)
{
    if (text.empty() || !(is_letter(text.front()) || text.front() == '/' || text.front() == '$')) {
        return true;
    }
    const auto folded = lower_case(text);
    for (const std::string_view word :
         {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}) {
        if (folded == word) {
            return true;
        }
    }
    return false;
}

class compose_writer {
public:
    compose_writer()
    {
        if (yaml_emitter_initialize(&emitter_) == 0) {
            throw std::bad_alloc();
        }
        yaml_emitter_set_unicode(&emitter_, 1);
        yaml_emitter_set_width(&emitter_, -1);
        yaml_emitter_set_output(
            &emitter_,
            [](void* out, unsigned char* bytes, std::size_t size) {
                static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
                return 1;
            },
            &out_);
    }
    ~compose_writer() { yaml_emitter_delete(&emitter_); }
    compose_writer(const compose_writer&) = delete;
    compose_writer& operator=(const compose_writer&) = delete;

    // Empty where it cannot be written.
    std::string run(const any_json_view& docker)
    {
        yaml_event_t event;
        const bool done =
            yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING) != 0 && emit(event) &&
            yaml_document_start_event_initialize(&event, nullptr, nullptr, nullptr, 1) != 0 &&
            emit(event) && document(docker) && yaml_document_end_event_initialize(&event, 1) != 0 &&
            emit(event) && yaml_stream_end_event_initialize(&event) != 0 && emit(event) &&
            yaml_emitter_flush(&emitter_) != 0;
        return done ? std::move(out_) : std::string();
    }

private:
    bool emit(yaml_event_t& event) { return yaml_emitter_emit(&emitter_, &event) != 0; }

    bool begin_mapping()
    {
        yaml_event_t event;
        return yaml_mapping_start_event_initialize(&event, nullptr, nullptr, 1,
                                                   YAML_BLOCK_MAPPING_STYLE) != 0 &&
               emit(event);
    }
    bool end_mapping()
    {
        yaml_event_t event;
        return yaml_mapping_end_event_initialize(&event) != 0 && emit(event);
    }

    bool scalar(std::string_view text, bool is_string)
    {
        const auto style = !is_string                                  ? YAML_PLAIN_SCALAR_STYLE
                           : text.find('\n') != std::string_view::npos ? YAML_LITERAL_SCALAR_STYLE
                           : needs_quotes(text) ? YAML_DOUBLE_QUOTED_SCALAR_STYLE
                                                : YAML_PLAIN_SCALAR_STYLE;
        yaml_event_t event;
        return yaml_scalar_event_initialize(
                   &event, nullptr, nullptr,
                   reinterpret_cast<const yaml_char_t*>(text.empty() ? "" : text.data()),
                   static_cast<int>(text.size()), 1, 1, style) != 0 &&
               emit(event);
    }

    // The services, each by its name, and what else a compose file has at its top.
    bool document(const any_json_view& docker)
    {
        if (!begin_mapping()) {
            return false;
        }
        for (const std::string_view name :
             {"name", "services", "networks", "volumes", "configs", "secrets"}) {
            const auto part = member_of(docker, name);
            if (part && says_something(*part) &&
                !(scalar(name, true) && (name == "services" ? services(*part) : value(*part, 1)))) {
                return false;
            }
        }
        return end_mapping();
    }

    bool services(const any_json_view& list)
    {
        bool done = begin_mapping();
        for_each_entry(list, [&](std::string_view key, const any_json_view& service) {
            const auto name = key.empty() ? text_in(service, {"name"}) : key;
            done = done && scalar(name, true) && members(service, key.empty(), 2);
        });
        return done && end_mapping();
    }

    bool members(const any_json_view& object, bool without_name, int depth)
    {
        bool done = begin_mapping();
        for_each_entry(object, [&](std::string_view key, const any_json_view& item) {
            if (!(without_name && key == "name")) {
                done = done && scalar(key, true) && value(item, depth + 1);
            }
        });
        return done && end_mapping();
    }

    bool value(const any_json_view& item, int depth)
    {
        if (item.kind() < json_kind::array) {
            return scalar(scalar_text(item), item.kind() == json_kind::string);
        }
        if (depth > deepest_compose) {
            return false;
        }
        if (item.kind() == json_kind::object) {
            return members(item, false, depth);
        }
        yaml_event_t event;
        bool done = yaml_sequence_start_event_initialize(&event, nullptr, nullptr, 1,
                                                         YAML_BLOCK_SEQUENCE_STYLE) != 0 &&
                    emit(event);
        for_each_entry(item, [&](std::string_view, const any_json_view& element) {
            done = done && value(element, depth + 1);
        });
        return done && yaml_sequence_end_event_initialize(&event) != 0 && emit(event);
    }

    yaml_emitter_t emitter_{};
    std::string out_;
};

// Whether the services can be written as a compose file has them: objects, each with a name.
bool are_services(const any_json_view& services)
{
    bool all = services.kind() >= json_kind::array && services.size() > 0;
    std::vector<std::string_view> names;
    for_each_entry(services, [&](std::string_view key, const any_json_view& service) {
        const auto name = key.empty() ? text_in(service, {"name"}) : key;
        all = all && service.kind() == json_kind::object && !name.empty();
        names.push_back(name);
    });
    std::sort(names.begin(), names.end());
    return all && std::adjacent_find(names.begin(), names.end()) == names.end();
}

} // namespace

std::string dockerfile_in(const any_json_view& data)
{
    const auto docker = member_of(data, "docker");
    return docker ? std::string(text_in(*docker, {"dockerfile"})) : std::string();
}

std::string compose_file_in(const any_json_view& data)
{
    const auto docker = member_of(data, "docker");
    if (!docker) {
        return {};
    }
    if (const auto text = text_in(*docker, {"compose"}); !text.empty()) {
        return std::string(text);
    }
    const auto services = member_of(*docker, "services");
    return services && are_services(*services) ? compose_writer().run(*docker) : std::string();
}

} // namespace sdp
