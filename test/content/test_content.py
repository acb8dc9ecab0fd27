"""The content files agree with their schemas and with each other.

Run: python3 -m pytest test/content -q   (needs the PyPI packages pytest and jsonschema)
"""

import hashlib
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from stage_documents import ACCEPTED, REFUSED

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "schemas"
TEMPLATES = ROOT / "templates"
EXAMPLE = ROOT / "examples" / "project"
PACKAGE = ROOT / "examples" / "package"
MANIFEST_SCHEMA = SCHEMAS / "manifest.schema.json"

# stage_name -> (file in examples/project, file in schemas), in the order of the pipeline
STAGES = {
    "product": ("1-product.json", "product.schema.json"),
    "dataModel": ("2-dataModel.json", "data-model.schema.json"),
    "database": ("3-database.json", "database.schema.json"),
    "api": ("4-api.json", "api.schema.json"),
    "stack": ("5-stack.json", "stack.schema.json"),
    "design": ("6-design.json", "design.schema.json"),
    "sections": ("7-sections.json", "sections.schema.json"),
    "infrastructure": ("8-infrastructure.json", "infrastructure.schema.json"),
    "export": ("9-export.json", "export.schema.json"),
}

# stage_name -> the members that hold what the stage is about, as a list or as a map keyed by name
COLLECTIONS = {
    "product": ["features"],
    "dataModel": ["entities"],
    "database": ["tables", "schemas"],
    "api": ["endpoints"],
    "stack": ["selections"],
    "design": ["colors"],
    "sections": ["sections"],
    "infrastructure": ["envVars"],
    "export": ["targetAgents"],
}

# category -> last digit of the template's id
CATEGORIES = {"saas": 1, "api": 2, "landing": 3, "mobile": 4, "cli": 5, "fullstack": 6, "other": 7}

# SHA-256 of the json block in the customer's database-design.md
DATABASE_DESIGN_SHA256 = "f46f3fefab2efed8e25f5c68051c57fe0af2829f82a6dc77af5c05c623850310"

CONTENT_FILES = sorted([*SCHEMAS.glob("*"), *TEMPLATES.glob("*"), *EXAMPLE.glob("*")])


def without_duplicates(pairs):
    """The members of a JSON object as a dict; a key that comes twice is an error."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"duplicate key among {keys}"
    return dict(pairs)


def load(path):
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=without_duplicates)


def example(stage):
    return load(EXAMPLE / STAGES[stage][0])


def schema(stage):
    return load(SCHEMAS / STAGES[stage][1])


def complaints(stage, instance):
    """What the stage's schema finds wrong, as readable lines."""
    errors = Draft202012Validator(schema(stage)).iter_errors(instance)
    return [f"{error.json_path}: {error.message}" for error in errors]


def nodes(value):
    """Every value inside a JSON value, itself included."""
    yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from nodes(child)


def subschemas(schema):
    """The schemas within a schema, itself included, but no examples."""
    yield schema
    children = [schema[keyword] for keyword in ("items", "additionalProperties", "propertyNames") if keyword in schema]
    for keyword in ("properties", "$defs"):
        children += schema.get(keyword, {}).values()
    for keyword in ("allOf", "anyOf", "oneOf"):
        children += schema.get(keyword, [])
    for child in children:
        yield from subschemas(child)


def snake_case(name):
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def table_of(entity):
    return snake_case(entity) + "s"


def slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def template_defaults():
    for path in sorted(TEMPLATES.glob("*.json")):
        for stage in load(path)["stage_defaults"]:
            yield pytest.param(path, stage, id=f"{path.stem}-{stage}")


# Files


def test_nothing_is_missing_and_nothing_is_left_over():
    stages = {names[1] for names in STAGES.values()}
    assert {path.name for path in SCHEMAS.iterdir()} == stages | {MANIFEST_SCHEMA.name}
    assert {path.name for path in EXAMPLE.iterdir()} == {names[0] for names in STAGES.values()}
    assert {path.name for path in TEMPLATES.iterdir()} == {f"{category}.json" for category in CATEGORIES}


@pytest.mark.parametrize("path", CONTENT_FILES, ids=lambda path: path.name)
def test_file_can_be_embedded_and_edited(path):
    text = path.read_bytes().decode("utf-8")
    assert text.endswith("}\n") and not text.endswith("\n\n")
    assert "\t" not in text and "\r" not in text and "\0" not in text
    assert "$sdp$" not in text and ")=sdp=" not in text
    for line in text.splitlines():
        assert (len(line) - len(line.lstrip(" "))) % 2 == 0, line
        assert line == line.rstrip(), line
    load(path)


def test_database_stage_is_the_customers_document_byte_for_byte():
    content = (EXAMPLE / "3-database.json").read_bytes()
    assert hashlib.sha256(content).hexdigest() == DATABASE_DESIGN_SHA256


# Schemas


@pytest.mark.parametrize("name", sorted(path.name for path in SCHEMAS.iterdir()))
def test_schema_is_valid_and_self_contained(name):
    content = load(SCHEMAS / name)
    Draft202012Validator.check_schema(content)
    assert content["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert content["$id"] == f"https://pg-sdp.dev/schemas/{name}"
    assert content["title"] and content["description"] and content["type"] == "object"
    used = set()
    for node in nodes(content):
        if isinstance(node, dict) and "$ref" in node:
            assert node["$ref"].startswith("#/$defs/")
            used.add(node["$ref"].removeprefix("#/$defs/"))
    assert used == set(content.get("$defs", {})), "each definition is used, each use is defined"


@pytest.mark.parametrize("stage", STAGES)
def test_everything_in_a_schema_has_a_title_and_a_description(stage):
    for node in subschemas(schema(stage)):
        for name, member in [*node.get("properties", {}).items(), *node.get("$defs", {}).items()]:
            title, description = member.get("title", ""), member.get("description", "")
            assert re.fullmatch(r"[A-Z].*\S", title), name
            assert re.fullmatch(r"[A-Z].* .*[.]", description), name
            assert description.lower().rstrip(".") not in (title.lower(), name.lower()), name


@pytest.mark.parametrize("stage", STAGES)
def test_examples_in_a_schema_validate(stage):
    content = schema(stage)
    for node in subschemas(content):
        checked = Draft202012Validator({**node, "$defs": content["$defs"]})
        for instance in node.get("examples", []):
            assert [f"{error.json_path}: {error.message}" for error in checked.iter_errors(instance)] == []


@pytest.mark.parametrize("stage", STAGES)
def test_examples_show_both_shapes(stage):
    shown = {type(item.get(member)) for item in schema(stage)["examples"] for member in COLLECTIONS[stage]}
    assert {list, dict} <= shown


@pytest.mark.parametrize("stage", STAGES)
def test_schema_has_only_patterns_known_to_be_linear(stage):
    patterns = {node["pattern"] for node in nodes(schema(stage)) if isinstance(node, dict) and "pattern" in node}
    assert patterns <= {r"\S", "^[A-Za-z_][A-Za-z0-9_]*$"}


@pytest.mark.parametrize("stage", STAGES)
def test_schema_leaves_the_rest_open(stage):
    assert complaints(stage, {**example(stage), "ourOwnRemark": {"kept": True}}) == []
    for node in nodes(schema(stage)):
        if isinstance(node, dict):
            assert node.get("additionalProperties") is not False
            assert "unevaluatedProperties" not in node


@pytest.mark.parametrize(
    "stage, instance",
    [pytest.param(stage, instance, id=f"{stage}: {what}") for stage, items in ACCEPTED.items() for what, instance in items.items()],
)
def test_schema_accepts_the_shapes_in_use(stage, instance):
    assert complaints(stage, instance) == []


@pytest.mark.parametrize(
    "stage, instance, place",
    [pytest.param(stage, *item, id=f"{stage}: {mistake}") for stage, items in REFUSED.items() for mistake, item in items.items()],
)
def test_schema_refuses_and_names_the_place(stage, instance, place):
    places = {error.json_path for error in Draft202012Validator(schema(stage)).iter_errors(instance)}
    assert places == {place}


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("instance", [None, [], "text", 1], ids=["null", "array", "string", "number"])
def test_schema_refuses_what_is_no_object(stage, instance):
    assert complaints(stage, instance) != []


# The manifest


def manifest_complaints(instance):
    validator = Draft202012Validator(load(MANIFEST_SCHEMA), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(instance)]


def package_files():
    return {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*") if path.is_file()}


def test_example_manifest_validates():
    assert manifest_complaints(load(PACKAGE / "sdp.json")) == []


def test_example_manifest_lists_the_files():
    listed = load(PACKAGE / "sdp.json")["files"]
    paths = [entry["path"] for entry in listed]
    assert paths == sorted(paths, key=str.encode)
    assert {*paths, "sdp.json"} == set(package_files())
    for entry in listed:
        content = (PACKAGE / entry["path"]).read_bytes()
        assert (entry["size"], entry["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_example_manifest_has_the_digest_of_its_canonical_form():
    manifest = load(PACKAGE / "sdp.json")
    digest = manifest.pop("digest")
    del manifest["validation"]
    canonical = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digest == "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(format="sdp/2"),
        lambda m: m.pop("digest"),
        lambda m: m.update(digest="sha256:0"),
        lambda m: m["files"][0].update(path="../escape"),
        lambda m: m["files"][0].update(path="/etc/passwd"),
        lambda m: m["files"][0].pop("mediaType"),
        lambda m: m["files"][0].update(size=-1),
        lambda m: m["stages"][0].update(number=9),
        lambda m: m["stages"][0].update(status="done"),
        lambda m: m["project"].pop("description"),
        lambda m: m["validation"].update(status="fine"),
    ],
)
def test_manifest_schema_refuses(change):
    manifest = load(PACKAGE / "sdp.json")
    change(manifest)
    assert len(manifest_complaints(manifest)) == 1


def test_example_package_links_lead_to_its_files():
    for name, path in package_files().items():
        if name.endswith((".md", ".html")):
            text = path.read_text(encoding="utf-8")
            found = re.findall(r"\]\(([^)#]+)[^)]*\)" if name.endswith(".md") else r'href="([^"#]+)', text)
            for link in found:
                assert (path.parent / link).resolve() in {other.resolve() for other in package_files().values()}, link


# The example project


@pytest.mark.parametrize("stage", STAGES)
def test_example_validates(stage):
    assert complaints(stage, example(stage)) == []


def entities():
    return {entity["name"]: entity for entity in example("dataModel")["entities"]}


def field_names(entity):
    return [field["name"] for field in entities()[entity]["fields"]]


def test_entities_are_the_tables():
    assert {table_of(entity) for entity in entities()} == set(example("database")["schemas"])
    assert len(entities()) == len(example("dataModel")["entities"]) == 9


@pytest.mark.parametrize("entity", entities())
def test_fields_are_the_columns(entity):
    columns = example("database")["schemas"][table_of(entity)]["columns"]
    assert [snake_case(name) for name in field_names(entity)] == list(columns)
    for field in entities()[entity]["fields"]:
        definition = columns[snake_case(field["name"])]
        assert field["required"] == bool(re.search("NOT NULL|PRIMARY KEY", definition)), field["name"]
        checked = re.search(r"CHECK \(\w+ IN \(([^)]*)\)\)", definition)
        values = re.fullmatch(r"enum\((.*)\)", field["type"])
        assert bool(checked) == bool(values), field["name"]
        if checked:
            assert checked[1].replace("'", "") == values[1]


def test_relationships_are_the_foreign_keys():
    found = set()
    for relationship in example("dataModel")["relationships"]:
        parent, child, key = relationship["from"], relationship["to"], relationship["foreignKey"]
        assert parent in entities() and child in entities()
        assert key in field_names(child)
        found.add((table_of(child), snake_case(key), table_of(parent)))
    assert len(found) == len(example("dataModel")["relationships"])
    assert found == {(table, column, target) for table, column, target, _ in foreign_keys()}


def foreign_keys():
    """(table, column, referenced table, referenced column) of every REFERENCES in the database stage."""
    for table in example("database")["schemas"].values():
        for column, definition in table["columns"].items():
            for target, target_column in re.findall(r"REFERENCES (\w+)\((\w+)\)", definition):
                yield table["table"], column, target, target_column


def test_foreign_keys_and_indexes_name_columns_that_exist():
    tables = {table["table"]: table for table in example("database")["schemas"].values()}
    for _, _, target, column in foreign_keys():
        assert column in tables[target]["columns"]
    for name, table in tables.items():
        assert table["primaryKey"] in table["columns"]
        for index in table.get("indexes", []):
            parts = re.search(r" ON (\w+)(?: USING \w+)? ?\(([^)]*)\)", index)
            assert parts[1] == name
            assert set(re.split(", ?", parts[2])) <= set(table["columns"])


def test_endpoints_are_unique_and_speak_of_entities():
    endpoints = example("api")["endpoints"]
    collections = {table_of(entity).replace("_", "-") for entity in entities()}
    keys = [(item["method"], re.sub(r"\{\w+\}", "{}", item["path"]).lower()) for item in endpoints]
    assert len(keys) == len(set(keys)) >= 30
    for item in endpoints:
        assert item["method"] in {"GET", "POST", "PUT", "PATCH", "DELETE"}
        assert item["path"].split("/")[1] in collections, item["path"]
        in_path = [param["name"] for param in item.get("params", []) if param["in"] == "path"]
        assert re.findall(r"\{(\w+)\}", item["path"]) == in_path, item["path"]
        assert item["summary"] and item["tag"] and item["response"]
        assert not (item["method"] == "GET" and "requestBody" in item)
    mentioned = {item["path"].split("/")[position] for item in endpoints for position in range(item["path"].count("/") + 1)}
    assert collections <= mentioned, "every entity can be reached"


def test_enumerations_in_the_api_are_those_of_the_data_model():
    known = {field["type"] for entity in entities().values() for field in entity["fields"]}
    for node in nodes(example("api")):
        if isinstance(node, str) and node.startswith("enum("):
            assert node in known


def test_sections_have_unique_slugs_and_read_entities():
    sections = example("sections")["sections"]
    assert len(sections) >= 12
    assert len({slug(section["name"]) for section in sections}) == len(sections)
    assert len({section["route"] for section in sections}) == len(sections)
    remarks = 0
    for section in sections:
        for requirement in section["dataRequirements"]:
            entity, _, remark = requirement.partition(" (")
            assert entity in entities(), requirement
            remarks += bool(remark)
        assert section["components"] and section["interactions"] and section["stateManagement"]
        for interaction in section["interactions"]:
            assert interaction["trigger"] and interaction["behavior"]
    assert remarks == 1


def test_stack_names_the_engine_and_the_orm():
    selections, database = example("stack")["selections"], example("database")
    assert f"{database['engine']} {database['version']}" in selections["database"].lower()
    assert database["orm"] in selections["orm"].lower()
    names = [dependency["name"] for dependency in example("stack")["dependencies"]]
    assert len(names) == len(set(names))


def test_design_has_its_tokens():
    design = example("design")
    assert {"heading", "body", "mono", "scale"} <= set(design["typography"])
    assert {"spacing", "borderRadius", "shadows", "applicationShell"} <= set(design)
    statuses = next(field["type"] for field in entities()["Stage"]["fields"] if field["name"] == "status")
    assert set(design["colors"]["stageStatus"]) == set(statuses.removeprefix("enum(").removesuffix(")").split(","))


def compose_variables(infrastructure):
    return set(re.findall(r"\$\{(\w+)", infrastructure.get("docker", {}).get("compose", "")))


def test_compose_uses_exactly_the_variables_listed():
    infrastructure = example("infrastructure")
    names = [variable["name"] for variable in infrastructure["envVars"]]
    assert len(names) == len(set(names))
    assert set(names) == compose_variables(infrastructure)


def test_secret_variables_carry_no_password():
    for variable in example("infrastructure")["envVars"]:
        if variable["secret"]:
            assert not re.search(r"://[^/@]*:[^/@]*@", variable.get("example", ""))


def test_export_includes_the_stages_before_it():
    assert example("export")["includedStages"] == list(STAGES)[:8]


def test_example_has_text_beyond_ascii():
    text = "".join(path.read_text(encoding="utf-8") for path in EXAMPLE.iterdir())
    assert "é" in text and "—" in text and "日本語" in text


# Templates


@pytest.mark.parametrize("category, number", CATEGORIES.items())
def test_template_is_complete(category, number):
    template = load(TEMPLATES / f"{category}.json")
    assert set(template) == {"id", "name", "description", "category", "icon", "stage_defaults"}
    assert template["id"] == f"5d900000-0000-4000-8000-{number:012d}"
    assert template["category"] == category
    assert 0 < len(template["name"]) <= 255 and template["description"].strip()
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", template["icon"]) and len(template["icon"]) <= 50
    assert {"product", "stack", "infrastructure"} <= set(template["stage_defaults"]) <= set(STAGES) - {"export"}


def test_templates_differ():
    templates = [load(TEMPLATES / f"{category}.json") for category in CATEGORIES]
    for member in ("id", "name", "description", "icon"):
        assert len({template[member] for template in templates}) == len(templates)
    for stage in ("product", "stack", "infrastructure"):
        defaults = [json.dumps(template["stage_defaults"][stage]) for template in templates]
        assert len(set(defaults)) == len(defaults)


@pytest.mark.parametrize("path, stage", list(template_defaults()))
def test_template_default_validates(path, stage):
    assert complaints(stage, load(path)["stage_defaults"][stage]) == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_template_is_consistent(category):
    defaults = load(TEMPLATES / f"{category}.json")["stage_defaults"]
    fields = {
        entity["name"]: {field["name"] for field in entity["fields"]}
        for entity in defaults.get("dataModel", {}).get("entities", [])
    }
    for relationship in defaults.get("dataModel", {}).get("relationships", []):
        assert relationship["from"] in fields
        assert relationship["foreignKey"] in fields[relationship["to"]]
    for endpoint in defaults.get("api", {}).get("endpoints", []):
        assert endpoint["path"].split("/")[1] in {table_of(entity).replace("_", "-") for entity in fields}
    for section in defaults.get("sections", {}).get("sections", []):
        assert set(section["dataRequirements"]) <= set(fields)
    infrastructure = defaults["infrastructure"]
    names = [variable["name"] for variable in infrastructure["envVars"]]
    assert len(names) == len(set(names))
    assert compose_variables(infrastructure) <= set(names)
