#include "core/render/sql_column_writer.hpp"
#include "core/render/sql_references.hpp"
#include "core/render/sql_tables.hpp"
#include "core/render/value.hpp"
#include "core/rules/database.hpp"

#include <algorithm>

namespace sdp {

namespace {

class column_reader {
public:
    column_reader(const sql_reading& reading, std::string_view table, std::string_view key,
                  const any_json_view& value)
        : reading_(reading), value_(value),
          place_(fmt::format("{}.{}", table, name_in(key, value))),
          identifier_(reading.names.identifier(name_in(key, value)))
    {
        column_.name = name_in(key, value);
        const auto description = text_in(value, {"description", "comment"});
        column_.description = description;
        take({"name"});
        take({description == text_in(value, {"description"}) ? "description" : "comment"});
    }

    sql_column run()
    {
        const bool is_text = value_.kind() == json_kind::string;
        if (value_.kind() != json_kind::object && !is_text) {
            reading_.remark(place_, json_line(value_));
        }
        split(is_text ? string_in(value_) : text_in(value_, {"type"}));
        if (!is_text) {
            take({"type"});
            refine_type();
            add_values();
        }
        write_type();
        if (!is_text) {
            add_members();
            add_references();
            reading_.remark_rest(place_, value_, taken_);
        }
        return std::move(column_);
    }

private:
    static std::string_view name_in(std::string_view key, const any_json_view& value)
    {
        const auto name = text_in(value, {"name"});
        return name.empty() ? key : name;
    }

    void take(std::initializer_list<std::string_view> names)
    {
        taken_.insert(taken_.end(), names.begin(), names.end());
    }
    bool flag(std::string_view name)
    {
        const auto value = member_of(value_, name);
        if (value && value->kind() == json_kind::boolean) {
            take({name});
        }
        return is_true(value_, name);
    }

    // A column's SQL into its type and what follows, without primary key and reference.
    void split(std::string_view given)
    {
        const auto plain = column_text_in(given);
        for (const auto& one : plain.left_out) {
            reading_.remark(place_, one);
        }
        const auto text = closed_comments(plain.sql);
        const auto definition = column_definition_in(text);
        column_.primary_key = definition.primary_key;
        column_.references = definition.references;
        column_.reference_actions = definition.reference_actions;
        given_reference_ = definition.reference_clause;
        column_.reference_name = name_of_constraint(definition.reference_clause);
        column_.primary_key_name = name_of_constraint(definition.primary_key_clause);
        // The clause that comes last in the text goes first: the others stay where they are.
        const auto two = definition.primary_key_clause.data() > definition.reference_clause.data();
        auto left =
            replaced(text, two ? definition.primary_key_clause : definition.reference_clause);
        const auto again = column_definition_in(left);
        left = replaced(left, two ? again.reference_clause : again.primary_key_clause);
        const auto clause = column_definition_in(left).type_clause;
        type_name_ = clause;
        rest_ = replaced(left, clause);
    }

    static std::string name_of_constraint(std::string_view clause)
    {
        constexpr std::string_view word = "constraint";
        if (!begins_with_word(lower_case(clause.substr(0, word.size() + 1)), word)) {
            return {};
        }
        const auto rest = trimmed(clause.substr(word.size()));
        const auto end = rest.starts_with('"')
                             ? end_of_sql_piece(rest, 0)
                             : std::min(rest.find_first_of(" \t\r\n"), rest.size());
        return std::string(rest.substr(0, end));
    }

    // What members say of the type: the items of an array, a length.
    void refine_type()
    {
        const auto folded = lower_case(type_name_);
        const bool is_plain = type_name_.find('(') == std::string::npos;
        if (folded == "array" || folded == "list") {
            const auto items = member_of(value_, "items");
            const auto item = items ? items->kind() == json_kind::string ? items->string()
                                                                         : text_in(*items, {"type"})
                                    : std::string_view();
            if (!item.empty()) {
                type_name_ = fmt::format("{}[]", item);
                take({"items"});
            }
        }
        const auto number = [&](std::string_view name) {
            const auto value = member_of(value_, name);
            return value && value->kind() == json_kind::number ? value->exact().text()
                                                               : std::string();
        };
        const auto refine = [&](std::string_view name, const std::string& parameters,
                                sql_kind kind) {
            const auto refined = fmt::format("{}({})", type_name_, parameters);
            const auto type = sql_type_of(refined, identifier_, reading_.own);
            if (is_plain && !parameters.empty() && type.kind == kind && !type.differs) {
                type_name_ = refined;
                take({name});
                return true;
            }
            return false;
        };
        const auto precision = number("precision");
        const auto scale = number("scale");
        if (!scale.empty() && !precision.empty() &&
            refine("precision", fmt::format("{},{}", precision, scale), sql_kind::number)) {
            take({"scale"});
        } else {
            refine("precision", precision, sql_kind::number);
        }
        for (const std::string_view name : {"length", "maxLength"}) {
            if (refine(name, number(name), sql_kind::text)) {
                break;
            }
        }
    }

    // The values of an enum, a text where nothing else is said.
    void add_values()
    {
        const bool is_enum = lower_case(type_name_) == "enum";
        const auto type = sql_type_of(is_enum ? "text" : type_name_, identifier_, reading_.own);
        if (!type.values.empty()) {
            return;
        }
        for (const std::string_view name : {"values", "enum", "enumValues"}) {
            const auto values = member_of(value_, name);
            if (!values || !values_.empty()) {
                continue;
            }
            if (values_ = one_of(*values, identifier_, type); !values_.empty()) {
                take({name});
                type_name_ = is_enum ? "text" : type_name_;
            }
        }
    }

    void write_type()
    {
        auto& type = column_.type;
        type = sql_type_of(type_name_, identifier_, reading_.own);
        if (type_name_.empty() && (!rest_.empty() || !values_.empty())) {
            reading_.remark(place_, "it has no type, and is text");
        } else if (type.differs) {
            reading_.remark(place_, fmt::format("its type {} is none of PostgreSQL; it is {} here",
                                                type_name_, type.text));
        }
        column_.definition = type.text;
        for (const auto& check : {type.check, values_}) {
            column_.definition += check.empty() ? "" : fmt::format(" CHECK ({})", check);
        }
        writer_.write_clauses(rest_);
    }

    void add_members()
    {
        for (const std::string_view name : {"isPrimaryKey", "primaryKey"}) {
            column_.primary_key = flag(name) || column_.primary_key;
        }
        for (const std::string_view name :
             {"autoIncrement", "isAutoIncrement", "autoincrement", "identity", "isIdentity"}) {
            const auto text = lower_case(text_in(value_, {name}));
            const bool is_kind = text == "always" || text == "by default";
            if (is_kind) {
                take({name});
            }
            if ((flag(name) || is_kind) &&
                !writer_.add_identity(text == "always" ? "generated always" : "")) {
                reading_.remark(place_,
                                fmt::format("{}, which its type or default does not allow", name));
            }
        }
        add_generation();
        for (const std::string_view name : {"defaultValue", "default"}) {
            if (const auto given = member_of(value_, name);
                given && given->kind() != json_kind::null && writer_.add_default(*given)) {
                take({name});
                break;
            }
        }
        // Each is asked, so that each is taken.
        for (const std::string_view name : detail::required_members) {
            flag(name);
        }
        for (const std::string_view name : detail::nullable_members) {
            flag(name);
        }
        if (detail::says_not_null(value_)) {
            writer_.add_not_null();
        }
        for (const std::string_view name : {"unique", "isUnique"}) {
            if (flag(name)) {
                writer_.add_unique("UNIQUE", {});
            }
        }
        for (const std::string_view name : {"check", "checks"}) {
            const auto given = member_of(value_, name);
            if (given && given->kind() == json_kind::string) {
                take({name});
                writer_.add_check_text(given->string());
            } else if (given && given->kind() == json_kind::array) {
                take({name});
                for_each_entry(*given, [&](std::string_view, const any_json_view& one) {
                    if (one.kind() == json_kind::string) {
                        writer_.add_check_text(one.string());
                    } else {
                        reading_.remark(place_, fmt::format("{}: {}", name, json_line(one)));
                    }
                });
            }
        }
    }

    void add_generation()
    {
        for (const std::string_view name : {"generated", "generatedAs"}) {
            const auto given = member_of(value_, name);
            if (!given || writer_.has_value() || column_.type.is_serial) {
                continue;
            }
            const auto text =
                trimmed(given->kind() == json_kind::string ? string_in(*given)
                                                           : text_in(*given, {"expression", "as"}));
            const bool is_virtual =
                is_false(*given, "stored") || lower_case(text_in(*given, {"type"})) == "virtual";
            if (text.empty() || is_virtual) {
                continue;
            }
            if (!writer_.add_generation(text)) {
                continue;
            }
            take({name});
            if (given->kind() == json_kind::object) {
                reading_.remark_rest(fmt::format("{}, {}", place_, name), *given,
                                     {"expression", "as", "stored", "type"});
            }
        }
    }

    void add_references()
    {
        const auto reference = member_of(value_, "references");
        if (reference && says_something(*reference) &&
            read_reference(reading_, place_, *reference, given_reference_, column_)) {
            take({"references"});
        }
        if (column_.references.table.empty()) {
            return;
        }
        flag("isForeignKey");
        column_.reference_actions =
            read_actions(reading_, place_, value_, std::move(column_.reference_actions), taken_);
    }

    const sql_reading& reading_;
    const any_json_view& value_;
    sql_column column_{};
    std::string place_;
    std::string identifier_;
    column_writer writer_{reading_, place_, identifier_, column_};
    std::vector<std::string_view> taken_{};
    std::string type_name_{};
    // What follows the type.
    std::string rest_{};
    // The condition that holds for an enum's values.
    std::string values_{};
    std::string given_reference_{};
};

} // namespace

sql_column read_sql_column(const sql_reading& reading, std::string_view table, std::string_view key,
                           const any_json_view& value)
{
    return column_reader(reading, table, key, value).run();
}

} // namespace sdp
