#include "core/content/yaml.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <new>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <yaml.h>

namespace sdp {

namespace {

constexpr std::size_t deepest_yaml = 100;
constexpr int most_aliases = 1000;
constexpr std::size_t most_aliased_values = 100'000;
constexpr std::size_t most_tag_directives = 100;

// The line, counted from 1, of the first %TAG directive too many; nothing when there are few
// enough.
std::optional<std::size_t> line_of_excess_directive(std::string_view text)
{
    constexpr std::string_view directive = "%TAG";
    std::size_t count = 0;
    for (auto at = text.find(directive); at != std::string_view::npos;
         at = text.find(directive, at + 1)) {
        // At the beginning of the text or of a line, of which YAML has more kinds than \n (NEL, LS,
        // PS end in these bytes), or after a byte order mark.
        const bool at_line_start =
            at == 0 ||
            std::string_view("\n\r\x85\xA8\xA9\xBF").find(text[at - 1]) != std::string_view::npos;
        if (at_line_start && ++count > most_tag_directives) {
            return 1 + static_cast<std::size_t>(
                           std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
        }
    }
    return std::nullopt;
}

class yaml_event {
public:
    yaml_event() = default;
    ~yaml_event() { yaml_event_delete(&event_); }
    yaml_event(const yaml_event&) = delete;
    yaml_event& operator=(const yaml_event&) = delete;

    [[nodiscard]] yaml_event_t* target() { return &event_; }
    [[nodiscard]] yaml_event_type_t type() const { return event_.type; }
    // The name of the anchor before a value; empty where there is none.
    [[nodiscard]] std::string anchor() const
    {
        const yaml_char_t* name = nullptr;
        if (type() == YAML_SCALAR_EVENT) {
            name = event_.data.scalar.anchor;
        } else if (type() == YAML_SEQUENCE_START_EVENT) {
            name = event_.data.sequence_start.anchor;
        } else if (type() == YAML_MAPPING_START_EVENT) {
            name = event_.data.mapping_start.anchor;
        }
        return name == nullptr ? std::string() : reinterpret_cast<const char*>(name);
    }
    // The name that an alias has.
    [[nodiscard]] std::string alias() const
    {
        return reinterpret_cast<const char*>(event_.data.alias.anchor);
    }
    [[nodiscard]] content_fault fault(std::string message) const
    {
        return {std::move(message), event_.start_mark.line + 1, event_.start_mark.column + 1};
    }

private:
    yaml_event_t event_{};
};

class yaml_parser {
public:
    explicit yaml_parser(std::string_view text) : text_(text)
    {
        if (yaml_parser_initialize(&parser_) == 0) {
            throw std::bad_alloc();
        }
        yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                     text.size());
    }
    ~yaml_parser() { yaml_parser_delete(&parser_); }
    yaml_parser(const yaml_parser&) = delete;
    yaml_parser& operator=(const yaml_parser&) = delete;

    // Reads the next event; false when the text is malformed there.
    bool next(yaml_event& event) { return yaml_parser_parse(&parser_, event.target()) != 0; }
    [[nodiscard]] content_fault fault() const
    {
        if (parser_.error == YAML_MEMORY_ERROR) {
            throw std::bad_alloc();
        }
        content_fault result{parser_.problem == nullptr
                                 ? "it cannot be parsed"
                                 : fmt::format("it cannot be parsed: {}", parser_.problem),
                             parser_.problem_mark.line + 1, parser_.problem_mark.column + 1};
        if (parser_.error == YAML_READER_ERROR) {
            set_place(result, parser_.problem_offset);
        }
        return result;
    }

private:
    // The reader knows only how many bytes it has read: lines and characters are counted here.
    void set_place(content_fault& fault, std::size_t offset) const
    {
        std::string_view before = text_.substr(0, offset);
        if (before.starts_with("\xEF\xBB\xBF")) {
            before.remove_prefix(3);
        }
        fault.line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
        before.remove_prefix(before.rfind('\n') + 1);
        fault.column = 1 + characters_in(before);
    }

    std::string_view text_;
    yaml_parser_t parser_{};
};

// What the events so far amount to: how deep they are, and how many values a reader that expands
// aliases would make of them.
class yaml_limits {
public:
    // Why the event may not be; nothing when it may.
    std::optional<content_fault> fault_at(const yaml_event& event)
    {
        switch (event.type()) {
        case YAML_DOCUMENT_START_EVENT:
            anchors_.clear();
            ++documents_;
            break;
        case YAML_SCALAR_EVENT:
            add(1, event.anchor());
            break;
        case YAML_SEQUENCE_START_EVENT:
        case YAML_MAPPING_START_EVENT:
            if (open_.size() == deepest_yaml) {
                return event.fault(
                    fmt::format("it is nested more than {} levels deep", deepest_yaml));
            }
            open_.push_back({event.anchor(), 1});
            // Until it is closed its name stands for nothing, else a value could hold itself.
            anchors_.erase(open_.back().anchor);
            break;
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT: {
            const auto closed = std::move(open_.back());
            open_.pop_back();
            add(closed.values, closed.anchor);
            break;
        }
        case YAML_ALIAS_EVENT:
            return fault_at_alias(event);
        case YAML_STREAM_END_EVENT:
            if (documents_ == 0) {
                return content_fault{"it holds no document"};
            }
            break;
        default:
            break;
        }
        return std::nullopt;
    }

private:
    struct collection {
        std::string anchor;
        std::size_t values;
    };

    std::optional<content_fault> fault_at_alias(const yaml_event& event)
    {
        if (++aliases_ > most_aliases) {
            return event.fault(fmt::format("it has more than {} aliases", most_aliases));
        }
        const auto found = anchors_.find(event.alias());
        if (found == anchors_.end()) {
            return event.fault("an alias names no value before it");
        }
        aliased_values_ += found->second;
        if (aliased_values_ > most_aliased_values) {
            return event.fault(
                fmt::format("its aliases stand for more than {} values", most_aliased_values));
        }
        add(found->second, {});
        return std::nullopt;
    }
    // A value is complete, with what it holds.
    void add(std::size_t values, const std::string& anchor)
    {
        if (!anchor.empty()) {
            anchors_[anchor] = values;
        }
        if (!open_.empty()) {
            open_.back().values += values;
        }
    }

    std::vector<collection> open_;
    // The values that an anchor's name stands for in this document.
    std::unordered_map<std::string, std::size_t> anchors_;
    int documents_ = 0;
    int aliases_ = 0;
    std::size_t aliased_values_ = 0;
};

} // namespace

std::optional<content_fault> fault_in_yaml(std::string_view text, void (*checkpoint)())
{
    if (const auto line = line_of_excess_directive(text)) {
        return content_fault{
            fmt::format("it has more than {} %TAG directives", most_tag_directives), *line, 1};
    }
    yaml_parser parser(text);
    yaml_limits limits;
    for (;;) {
        if (checkpoint != nullptr) {
            checkpoint();
        }
        yaml_event event;
        if (!parser.next(event)) {
            return parser.fault();
        }
        if (auto fault = limits.fault_at(event)) {
            return fault;
        }
        if (event.type() == YAML_STREAM_END_EVENT) {
            return std::nullopt;
        }
    }
}

} // namespace sdp
