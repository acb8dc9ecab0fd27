#pragma once
#include "core/plain.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sdp {

// A table as it is filled; columns in which no row has anything are left out.
class markdown_table {
public:
    explicit markdown_table(std::vector<std::string> heads) : heads_(std::move(heads)) {}

    // The cells are inline Markdown; missing ones are empty.
    void add(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const { return rows_.empty(); }

private:
    friend class markdown;
    std::vector<std::string> heads_;
    std::vector<std::vector<std::string>> rows_{};
};

// A Markdown document as it is written, one block after the other. What it takes is Markdown (of
// core/render/text.hpp), if not said otherwise.
class markdown {
public:
    void heading(int level, std::string_view text);
    void paragraph(std::string_view text);
    // A quotation of one paragraph.
    void quotation(std::string_view text);
    // An item of a list, so many levels deep.
    void item(int level, std::string_view text);
    void table(const markdown_table& table);
    // A block of code, as it is.
    void code(std::string_view language, std::string_view text);

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    enum class block : std::uint8_t { none, list, other };
    // An empty line between two blocks, but for items of one list.
    void begin(block next);

    std::string text_;
    block last_ = block::none;
};

} // namespace sdp
