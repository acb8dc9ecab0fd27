#include "core/render/markdown.hpp"

#include "core/render/text.hpp"

#include <fmt/format.h>

namespace sdp {

namespace {

constexpr std::size_t indent_of_items = 2;

} // namespace

void markdown_table::add(std::vector<std::string> cells)
{
    cells.resize(heads_.size());
    rows_.push_back(std::move(cells));
}

void markdown::begin(block next)
{
    if (last_ != block::none && (next != block::list || last_ != block::list)) {
        text_ += '\n';
    }
    last_ = next;
}

void markdown::heading(int level, std::string_view text)
{
    begin(block::other);
    text_.append(static_cast<std::size_t>(level), '#');
    text_ += ' ';
    text_ += text.empty() ? "–" : text;
    text_ += '\n';
}

void markdown::paragraph(std::string_view text)
{
    if (text.empty()) {
        return;
    }
    begin(block::other);
    text_ += text;
    text_ += '\n';
}

void markdown::quotation(std::string_view text)
{
    if (text.empty()) {
        return;
    }
    begin(block::other);
    text_ += "> ";
    text_ += text;
    text_ += '\n';
}

void markdown::item(int level, std::string_view text)
{
    begin(block::list);
    text_.append(static_cast<std::size_t>(level) * indent_of_items, ' ');
    text_ += "- ";
    text_ += text.empty() ? "–" : text;
    text_ += '\n';
}

void markdown::table(const markdown_table& table)
{
    if (table.empty()) {
        return;
    }
    begin(block::other);
    std::vector<std::size_t> used;
    for (std::size_t column = 0; column < table.heads_.size(); ++column) {
        for (const auto& row : table.rows_) {
            // The first column names the row.
            if (column == 0 || !row[column].empty()) {
                used.push_back(column);
                break;
            }
        }
    }
    const auto add = [&](const std::vector<std::string>& cells) {
        for (const auto column : used) {
            text_ += "| ";
            text_ += cells[column];
            text_ += cells[column].empty() ? "" : " ";
        }
        text_ += "|\n";
    };
    add(table.heads_);
    for (std::size_t i = 0; i < used.size(); ++i) {
        text_ += "| --- ";
    }
    text_ += "|\n";
    for (const auto& row : table.rows_) {
        add(row);
    }
}

void markdown::code(std::string_view language, std::string_view text)
{
    begin(block::other);
    text_ += code_fence(language, text);
}

} // namespace sdp
