"""Fifty mistakes that people and models make, planted one by one in the example project, and what
validation must find: (stage, what is changed, rule, stage of the place, the place)."""


def put(*path, value):
    """Sets a member or element."""

    def change(data):
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    return change


def drop(*path):
    """Takes a member or element out."""

    def change(data):
        for step in path[:-1]:
            data = data[step]
        del data[path[-1]]

    return change


def add(*path, value):
    """Appends to a list."""

    def change(data):
        for step in path:
            data = data[step]
        data.append(value)

    return change


def replace(*path, old, new):
    """Replaces a part of a text that is there."""

    def change(data):
        for step in path[:-1]:
            data = data[step]
        assert old in data[path[-1]]
        data[path[-1]] = data[path[-1]].replace(old, new, 1)

    return change


def column(table, name):
    return ("schemas", table, "columns", name)


MISTAKES = [
    # Stage 1: product
    (1, drop("name"), "schema", 1, ""),
    (1, put("features", value="many"), "schema", 1, "/features"),
    (1, put("features", 2, value={"description": "a feature without name"}), "schema", 1, "/features/2"),
    (1, put("features", 3, "name", value="nine-stage Pipeline"), "duplicate-feature", 1, "/features/3"),
    (1, add("features", value={"name": "Blockchain notarisation"}), "feature-without-section", 1, "/features/10"),
    (1, put("tagline", value=5), "schema", 1, "/tagline"),
    # Stage 2: dataModel
    (2, drop("entities", 0, "name"), "schema", 2, "/entities/0"),
    (2, put("entities", 1, "fields", value="label, key"), "schema", 2, "/entities/1/fields"),
    (2, drop("entities", 2, "fields", 0, "type"), "schema", 2, "/entities/2/fields/0"),
    (2, put("entities", 3, "name", value="stage_output"), "duplicate-entity", 2, "/entities/4"),
    (2, put("entities", 0, "fields", 1, "name", value="ID"), "duplicate-field", 2, "/entities/0/fields/1"),
    (2, put("relationships", 1, "to", value="Projekt"), "relationship-end-missing", 2, "/relationships/1/to"),
    (2, put("relationships", 0, "from", value="Client"), "relationship-end-missing", 2, "/relationships/0/from"),
    (2, drop("relationships", 2, "to"), "schema", 2, "/relationships/2"),
    (2, add("entities", value={"name": "Coupon", "fields": []}), "entity-without-table", 2, "/entities/9"),
    (2, add("entities", value={"name": "Coupon", "fields": []}), "entity-without-endpoint", 2, "/entities/9"),
    # Stage 3: database
    (3, drop("engine"), "schema", 3, ""),
    (3, put("engine", value="postgers"), "unknown-engine", 3, "/engine"),
    (3, put("engine", value="mysql"), "stack-database-differs", 5, "/selections/database"),
    (3, drop("schemas", "users", "columns"), "schema", 3, "/schemas/users"),
    (3, put(*column("projects", "user_id"), value="uuid REFERENCES user(id)"),
     "foreign-key-table-missing", 3, "/schemas/projects/columns/user_id"),
    (3, put(*column("projects", "user_id"), value="uuid REFERENCES users(uuid)"),
     "foreign-key-column-missing", 3, "/schemas/projects/columns/user_id"),
    (3, put(*column("projects", "user_id"), value="integer REFERENCES users(id)"),
     "foreign-key-type-differs", 3, "/schemas/projects/columns/user_id"),
    (3, put(*column("users", "project_id"), value="uuid NOT NULL REFERENCES projects(id)"),
     "foreign-key-cycle", 3, "/schemas/projects/columns/user_id"),
    (3, put("schemas", "users", "primaryKey", value="uid"),
     "primary-key-column-missing", 3, "/schemas/users/primaryKey"),
    (3, put("schemas", "users", "indexes", 0, value="CREATE INDEX idx_users_mail ON users(mail)"),
     "index-column-missing", 3, "/schemas/users/indexes/0"),
    (3, put("schemas", "users", "indexes", 0, value="CREATE INDEX idx_people ON people(email)"),
     "index-table-missing", 3, "/schemas/users/indexes/0"),
    (3, put("schemas", "users", "indexes", 0, value="CREATE INDEX idx_stages_data ON users(email)"),
     "duplicate-index", 3, "/schemas/stages/indexes/1"),
    (3, put("schemas", "templates", "table", value="users"), "duplicate-table", 3, "/schemas/templates"),
    (3, put(*column("users", "EMAIL"), value="text"), "duplicate-column", 3, "/schemas/users/columns/email"),
    (3, put("schemas", "gadgets", value={"table": "gadgets", "columns": {"size": "integer"}}),
     "table-without-entity", 3, "/schemas/gadgets"),
    (3, drop("schemas", "mcp_tokens"), "entity-without-table", 2, "/entities/8"),
    # Stage 4: api
    (4, drop("endpoints", 0, "method"), "schema", 4, "/endpoints/0"),
    (4, drop("endpoints", 1, "path"), "schema", 4, "/endpoints/1"),
    (4, put("endpoints", 0, "method", value="FETCH"), "unknown-method", 4, "/endpoints/0/method"),
    (4, put("endpoints", 0, "method", value="get"), "method-case", 4, "/endpoints/0/method"),
    (4, add("endpoints", value={"method": "PATCH", "path": "/ai-provider-configs/:id"}),
     "duplicate-endpoint", 4, "/endpoints/40"),
    (4, put("endpoints", 5, "path", value="/gadgets/{configId}"), "unknown-entity-in-path", 4, "/endpoints/5/path"),
    (4, put("endpoints", 5, "path", value="/ai-provider-configs/{id}"),
     "path-parameter-missing", 4, "/endpoints/5/params/0"),
    (4, put("endpoints", 0, "response", "body", value="Gadget[]"),
     "unknown-entity-in-body", 4, "/endpoints/0/response/body"),
    (4, put("endpoints", 4, "auth", value="none"), "endpoint-without-auth", 4, "/endpoints/4"),
    # Stage 5: stack
    (5, put("selections", "database", value="MongoDB 8"), "stack-database-differs", 5, "/selections/database"),
    (5, drop("dependencies", 3, "name"), "schema", 5, "/dependencies/3"),
    # Stage 6: design
    (6, put("colors", value={}), "colors-missing", 6, ""),
    (6, drop("typography"), "typography-missing", 6, ""),
    (6, drop("spacing"), "spacing-missing", 6, ""),
    # Stage 7: sections
    (7, put("sections", 3, "name", value="project LIST"), "duplicate-section", 7, "/sections/3"),
    (7, put("sections", 3, "route", value="/projects/"), "duplicate-route", 7, "/sections/3/route"),
    (7, drop("sections", 0, "route"), "section-without-route", 7, "/sections/0"),
    (7, put("sections", 1, "dataRequirements", 1, value="Gadget (all)"),
     "unknown-data-requirement", 7, "/sections/1/dataRequirements/1"),
    (7, put("sections", 1, "dataRequirements", value="Project"), "schema", 7, "/sections/1/dataRequirements"),
    # Stage 8: infrastructure
    (8, drop("hosting"), "schema", 8, ""),
    (8, drop("envVars", 12), "undefined-variable", 8, "/docker/compose"),
    (8, put("envVars", 1, "name", value="APP_VERSION"), "duplicate-variable", 8, "/envVars/1"),
    (8, put("envVars", 1, "name", value="WEB PORT"), "schema", 8, "/envVars/1/name"),
    (8, replace("docker", "compose", old="services:\n", new="services:\n\t"),
     "compose-malformed", 8, "/docker/compose"),
]
