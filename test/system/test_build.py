"""The build as packagers use it: from another directory, beside sources that stay as they are."""
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


def made(directory, *targets):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(["make", "-f", ROOT / "Makefile", *targets], cwd=directory, env=environment,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_built_goes_to_the_current_directory(tmp_path):
    script = f"build/pg_sdp--{version()}.sql"
    made(tmp_path, "src/core/uuid.o", "build/embedded_files.cpp", script)
    built = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert built == {"src/core/uuid.o", "src/core/uuid.d", "build/embedded_files.cpp", script,
                     "build/server.stamp"}
    assert (tmp_path / "build/embedded_files.cpp").read_text().count(str(ROOT)) == 0


def test_everything_can_be_built_from_another_directory(tmp_path):
    commands = made(tmp_path, "--dry-run", "all")
    assert "-shared -o pg_sdp.so" in commands
    assert f"{ROOT}/src/api/stages.cpp" in commands


def test_a_packagers_flags_are_taken(tmp_path):
    commands = made(tmp_path, "--dry-run", "all", "CXXFLAGS=-O3", "CPPFLAGS=-DOURS", "LDFLAGS=-Wl,-z,now")
    compiled = [line for line in commands.splitlines() if " -c -o " in line]
    assert compiled and all("-DOURS -O3" in line and "-O2" not in line for line in compiled)
    [linked] = [line for line in commands.splitlines() if "-shared -o pg_sdp.so" in line]
    assert "-Wl,-z,now" in linked


def version():
    for line in (ROOT / "pg_sdp.control").read_text().splitlines():
        if line.startswith("default_version"):
            return line.split("'")[1]
    raise AssertionError("no default_version")
