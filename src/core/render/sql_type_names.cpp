#include "core/render/sql_type_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sdp {

namespace {

using enum sql_kind;

constexpr int longest_text = 10'485'760;
constexpr int most_digits = 1000;
constexpr int most_bits = 83'886'080;
constexpr int most_dimensions = 16'000;
constexpr int widest_float = 53;

// The types of PostgreSQL and of its extensions that a design names most.
constexpr std::array known_types = {
    known_type{"bigint", number},
    known_type{"bigserial", number},
    known_type{"bit", other, 1, most_bits},
    known_type{"bit varying", other, 1, most_bits},
    known_type{"bool", boolean},
    known_type{"boolean", boolean},
    known_type{"box"},
    known_type{"bpchar", text, 1, longest_text},
    known_type{"bytea"},
    known_type{"char", text, 1, longest_text},
    known_type{"char varying", text, 1, longest_text},
    known_type{"character", text, 1, longest_text},
    known_type{"character varying", text, 1, longest_text},
    known_type{"cidr"},
    known_type{"circle"},
    known_type{"citext", text},
    known_type{"date", moment},
    known_type{"datemultirange"},
    known_type{"daterange"},
    known_type{"dec", number, 2, most_digits},
    known_type{"decimal", number, 2, most_digits},
    known_type{"double precision", number},
    known_type{"float", number, 1, widest_float},
    known_type{"float4", number},
    known_type{"float8", number},
    known_type{"geography", other, any_parameters},
    known_type{"geometry", other, any_parameters},
    known_type{"halfvec", other, 1, most_dimensions},
    known_type{"hstore"},
    known_type{"inet"},
    known_type{"int", number},
    known_type{"int2", number},
    known_type{"int4", number},
    known_type{"int4multirange"},
    known_type{"int4range"},
    known_type{"int8", number},
    known_type{"int8multirange"},
    known_type{"int8range"},
    known_type{"integer", number},
    known_type{"interval", interval, 1, finest_time},
    known_type{"json", json},
    known_type{"jsonb", json},
    known_type{"jsonpath"},
    known_type{"line"},
    known_type{"lquery"},
    known_type{"lseg"},
    known_type{"ltree"},
    known_type{"macaddr"},
    known_type{"macaddr8"},
    known_type{"money", number},
    known_type{"name", text},
    known_type{"national char", text, 1, longest_text},
    known_type{"national character", text, 1, longest_text},
    known_type{"national character varying", text, 1, longest_text},
    known_type{"nchar", text, 1, longest_text},
    known_type{"numeric", number, 2, most_digits},
    known_type{"nummultirange"},
    known_type{"numrange"},
    known_type{"oid", number},
    known_type{"path"},
    known_type{"pg_lsn"},
    known_type{"point"},
    known_type{"polygon"},
    known_type{"real", number},
    known_type{"regclass"},
    known_type{"serial", number},
    known_type{"serial2", number},
    known_type{"serial4", number},
    known_type{"serial8", number},
    known_type{"smallint", number},
    known_type{"smallserial", number},
    known_type{"sparsevec", other, 1, most_dimensions},
    known_type{"text", text},
    known_type{"time", moment, 1, finest_time},
    known_type{"time with time zone", moment, 1, finest_time},
    known_type{"time without time zone", moment, 1, finest_time},
    known_type{"timestamp", moment, 1, finest_time},
    known_type{"timestamp with time zone", moment, 1, finest_time},
    known_type{"timestamp without time zone", moment, 1, finest_time},
    known_type{"timestamptz", moment, 1, finest_time},
    known_type{"timetz", moment, 1, finest_time},
    known_type{"tsmultirange"},
    known_type{"tsquery"},
    known_type{"tsrange"},
    known_type{"tstzmultirange"},
    known_type{"tstzrange"},
    known_type{"tsvector"},
    known_type{"uuid", uuid},
    known_type{"varbit", other, 1, most_bits},
    known_type{"varchar", text, 1, longest_text},
    known_type{"vector", other, 1, most_dimensions},
    known_type{"xml"},
};
static_assert(std::is_sorted(known_types.begin(), known_types.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

// Types of languages, of other servers and of plain words, and what PostgreSQL calls them.
using alias = std::pair<std::string_view, std::string_view>;
constexpr std::array aliases = {alias{"any", "jsonb"},
                                alias{"array", "jsonb"},
                                alias{"binary", "bytea"},
                                alias{"blob", "bytea"},
                                alias{"byte", "bytea"},
                                alias{"bytes", "bytea"},
                                alias{"datetime", "timestamptz"},
                                alias{"datetime2", "timestamptz"},
                                alias{"datetimeoffset", "timestamptz"},
                                alias{"double", "double precision"},
                                alias{"email", "text"},
                                alias{"float32", "real"},
                                alias{"float64", "double precision"},
                                alias{"guid", "uuid"},
                                alias{"int16", "smallint"},
                                alias{"int32", "integer"},
                                alias{"int64", "bigint"},
                                alias{"ip", "inet"},
                                alias{"long", "bigint"},
                                alias{"longblob", "bytea"},
                                alias{"longtext", "text"},
                                alias{"map", "jsonb"},
                                alias{"mediumblob", "bytea"},
                                alias{"mediumint", "integer"},
                                alias{"mediumtext", "text"},
                                alias{"ntext", "text"},
                                alias{"number", "numeric"},
                                alias{"nvarchar", "varchar"},
                                alias{"nvarchar2", "varchar"},
                                alias{"object", "jsonb"},
                                alias{"record", "jsonb"},
                                alias{"short", "smallint"},
                                alias{"str", "text"},
                                alias{"string", "text"},
                                alias{"tinyint", "smallint"},
                                alias{"tinytext", "text"},
                                alias{"uniqueidentifier", "uuid"},
                                alias{"uri", "text"},
                                alias{"url", "text"},
                                alias{"varbinary", "bytea"},
                                alias{"varchar2", "varchar"}};

} // namespace

const known_type* find_type(std::string_view name)
{
    const auto* const found = std::find_if(known_types.begin(), known_types.end(),
                                           [&](const known_type& one) { return one.name == name; });
    return found == known_types.end() ? nullptr : found;
}

std::string_view postgresql_name(std::string_view name)
{
    const auto* const found = std::find_if(aliases.begin(), aliases.end(),
                                           [&](const alias& one) { return one.first == name; });
    return found == aliases.end() ? name : found->second;
}

} // namespace sdp
