#include "core/rules/database.hpp"

#include "core/rules/duplicates.hpp"
#include "core/rules/engines.hpp"
#include "core/rules/table_names.hpp"

namespace sdp {

namespace {

using table = database_design::table;
using column = database_design::column;

// A table with its columns by name.
struct indexed_table {
    const table* source;
    std::unordered_map<std::string_view, const column*> columns{};
    // The column that a foreign key refers to without naming it; null where there is not just one.
    const column* primary_key = nullptr;

    explicit indexed_table(const table& one) : source(&one)
    {
        std::size_t keys = 0;
        for (const auto& each : one.columns) {
            columns.try_emplace(each.name, &each);
            if (each.primary_key) {
                primary_key = ++keys == 1 ? &each : nullptr;
            }
        }
        if (one.primary_key.size() == 1) {
            primary_key = find(one.primary_key.front().name);
        }
    }

    [[nodiscard]] const column* find(std::string_view name) const
    {
        const auto found = columns.find(name);
        return found == columns.end() ? nullptr : found->second;
    }
};

class database_rules {
public:
    database_rules(const database_design& database, const data_model* model,
                   rule_findings& findings)
        : database_(database), model_(model), findings_(findings)
    {
    }

    void run()
    {
        if (!database_.engine.empty() && !is_known_engine(database_.engine)) {
            findings_.add("unknown-engine", database_stage, "/engine",
                          fmt::format("engine {} is not known", in_quotes(database_.engine)));
        }
        find_tables();
        for (const auto& one : tables_) {
            check_columns(one);
            for (const auto& index : one.source->indexes) {
                check_index(index, &one);
            }
        }
        for (const auto& index : database_.indexes) {
            check_index(index, nullptr);
        }
        check_cycles();
        if (model_ != nullptr) {
            check_entities();
        }
    }

private:
    void find_tables()
    {
        duplicates names;
        for (const auto& one : database_.tables) {
            if (const auto* const first = names.first_of(lower_case(one.name), one.path)) {
                findings_.add("duplicate-table", database_stage, one.path,
                              fmt::format("table {} has the name of the table at {}",
                                          in_quotes(one.written), *first));
            }
            names_.add(one.name, tables_.size());
            tables_.emplace_back(one);
        }
    }

    // The table of a reference, of which a name that is read otherwise is mended.
    [[nodiscard]] const indexed_table* find_table(column_reference& reference,
                                                  const table& within) const
    {
        const auto found = names_.resolve(reference, within.name);
        return found ? &tables_[*found] : nullptr;
    }

    void check_columns(const indexed_table& indexed)
    {
        const auto& within = *indexed.source;
        duplicates names;
        for (const auto& one : within.columns) {
            if (const auto* const first = names.first_of(one.name, one.path)) {
                findings_.add("duplicate-column", database_stage, one.path,
                              fmt::format("column {} of table {} has the name of the column at {}",
                                          in_quotes(one.written), in_quotes(within.written),
                                          *first));
            }
            if (!one.references.table.empty()) {
                check_reference(within, one);
            }
        }
        for (const auto& key : within.primary_key) {
            if (!key.name.empty() && indexed.find(key.name) == nullptr) {
                findings_.add("primary-key-column-missing", database_stage, key.path,
                              fmt::format("the primary key of table {} is on column {}, which does "
                                          "not exist",
                                          in_quotes(within.written), in_quotes(key.written)));
            }
        }
    }

    void check_reference(const table& within, const column& one)
    {
        auto reference = one.references;
        const auto* const target = find_table(reference, within);
        if (target == nullptr) {
            // Its table may stand in the SQL text alone.
            if (!database_.has_ddl && !names_.is_elsewhere(one.references)) {
                findings_.add(
                    "foreign-key-table-missing", database_stage, one.reference_path,
                    fmt::format("column {} of table {} refers to table {}, which does not exist",
                                in_quotes(one.written), in_quotes(within.written),
                                in_quotes(name_of_table(one.written_references))));
            }
            return;
        }
        const auto* const referred =
            reference.column.empty() ? target->primary_key : target->find(reference.column);
        if (referred == nullptr) {
            if (!reference.column.empty()) {
                findings_.add("foreign-key-column-missing", database_stage, one.reference_path,
                              fmt::format("column {} of table {} refers to column {} of table {}, "
                                          "which does not exist",
                                          in_quotes(one.written), in_quotes(within.written),
                                          in_quotes(one.written_references.column),
                                          in_quotes(target->source->written)));
            }
            return;
        }
        const auto here = type_family(one.type);
        const auto there = type_family(referred->type);
        if (!here.empty() && !there.empty() && here != there) {
            findings_.add(
                "foreign-key-type-differs", database_stage, one.path,
                fmt::format("column {} of table {} is {}, but column {} of table {}, to which it "
                            "refers, is {}",
                            in_quotes(one.written), in_quotes(within.written), in_quotes(one.type),
                            in_quotes(referred->written), in_quotes(target->source->written),
                            in_quotes(referred->type)));
        }
    }

    void check_index(const database_design::index& index, const indexed_table* owner)
    {
        if (const auto* const first = indexes_.first_of(lower_case(index.name), index.path)) {
            findings_.add("duplicate-index", database_stage, index.path,
                          fmt::format("index {} has the name of the index at {}",
                                      in_quotes(index.written), *first));
        }
        const auto what = index.name.empty() ? std::string("an index without a name")
                                             : fmt::format("index {}", in_quotes(index.written));
        if (!index.table.empty()) {
            auto reference = table_reference_in(index.table);
            const auto* const found =
                find_table(reference, owner == nullptr ? table{} : *owner->source);
            if (found == nullptr && !database_.has_ddl) {
                findings_.add("index-table-missing", database_stage, index.path,
                              fmt::format("{} is on table {}, which does not exist", what,
                                          in_quotes(index.written_table)));
            }
            owner = found;
        }
        if (owner == nullptr) {
            return;
        }
        for (const auto& one : index.columns) {
            if (owner->find(one.name) == nullptr) {
                findings_.add("index-column-missing", database_stage, one.path,
                              fmt::format("{} is on column {} of table {}, which does not exist",
                                          what, in_quotes(one.written),
                                          in_quotes(owner->source->written)));
            }
        }
    }

    // A depth-first search, by hand: a chain of tables may be as long as the data allow.
    void check_cycles()
    {
        enum class state { on_path, done };
        struct step {
            const table* at;
            std::size_t next;
        };
        std::unordered_map<const table*, state> states;
        for (const auto& start : database_.tables) {
            if (states.contains(&start)) {
                continue;
            }
            std::vector<step> path{{&start, 0}};
            states[&start] = state::on_path;
            while (!path.empty()) {
                auto& [at, next] = path.back();
                if (next == at->columns.size()) {
                    states[at] = state::done;
                    path.pop_back();
                    continue;
                }
                const auto& one = at->columns[next++];
                auto reference = one.references;
                const auto* const referred =
                    one.required && !reference.table.empty() ? find_table(reference, *at) : nullptr;
                if (referred == nullptr) {
                    continue;
                }
                const auto* const target = referred->source;
                const auto known = states.find(target);
                if (known == states.end()) {
                    states[target] = state::on_path;
                    path.push_back({target, 0});
                } else if (known->second == state::on_path) {
                    add_cycle(*at, one, *target);
                }
            }
        }
    }

    void add_cycle(const table& within, const column& one, const table& target)
    {
        findings_.add("foreign-key-cycle", database_stage, one.path,
                      &within == &target
                          ? fmt::format("column {} of table {} requires a row of the same table: "
                                        "no first one can be inserted",
                                        in_quotes(one.written), in_quotes(within.written))
                          : fmt::format("column {} of table {} requires a row of table {}, which "
                                        "requires one of {} in turn: no first one can be inserted",
                                        in_quotes(one.written), in_quotes(within.written),
                                        in_quotes(target.written), in_quotes(within.written)));
    }

    // Whether a table does nothing but join others.
    static bool is_join_table(const table& one)
    {
        constexpr std::array of_no_matter = {"id",       "createdat", "updatedat", "deletedat",
                                             "position", "sortorder", "order",     "role",
                                             "status",   "addedat",   "joinedat",  "rank"};
        std::size_t references = 0;
        for (const auto& column : one.columns) {
            if (!column.references.table.empty()) {
                ++references;
            } else if (std::find(of_no_matter.begin(), of_no_matter.end(),
                                 folded_name(column.name)) == of_no_matter.end()) {
                return false;
            }
        }
        return references >= 2;
    }

    void check_entities()
    {
        std::unordered_set<std::string> stored;
        for (const auto& one : database_.tables) {
            auto compared = compared_name(one.name);
            if (!compared.empty() && !model_->known_entities.contains(compared) &&
                !is_join_table(one)) {
                findings_.add("table-without-entity", database_stage, one.path,
                              fmt::format("table {} stores no entity of the data model",
                                          in_quotes(one.written)));
            }
            stored.insert(std::move(compared));
        }
        // Where nothing is stored in tables, or the tables are in the SQL text, none is missed.
        if (database_.has_ddl || lower_case(database_.engine) == "none") {
            return;
        }
        for (const auto& entity : model_->entities) {
            if (!entity.compared.empty() && !stored.contains(entity.compared)) {
                findings_.add("entity-without-table", data_model_stage, entity.path,
                              fmt::format("entity {} has no table", in_quotes(entity.name)));
            }
        }
    }

    const database_design& database_;
    const data_model* model_;
    rule_findings& findings_;
    std::vector<indexed_table> tables_{};
    // Places in tables_.
    table_names names_{};
    duplicates indexes_{};
};

} // namespace

void add_database_findings(const database_design& database, const data_model* model,
                           rule_findings& findings)
{
    database_rules(database, model, findings).run();
}

} // namespace sdp
