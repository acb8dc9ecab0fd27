#pragma once
#include "core/rules/findings.hpp"
#include "core/rules/reading.hpp"

// Stage 1: the features. See schemas/product.schema.json for the shapes.
namespace sdp {

struct product_definition {
    struct feature {
        std::string_view name;
        std::string path;
    };
    std::vector<feature> features{};
};

template <indexed_json_view View> product_definition read_product(const View& data)
{
    product_definition product;
    for_each_item_in(data, "features", "",
                     [&](std::string_view key, const View& value, const std::string& path) {
                         product.features.push_back({name_of_item(key, value), path});
                     });
    return product;
}

void add_product_findings(const product_definition& product, rule_findings& findings);

} // namespace sdp
