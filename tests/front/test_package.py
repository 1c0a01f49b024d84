"""What is shipped: the wheel, the locked dependencies, the files that set everything up."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tests.conftest import GUARD

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_every_file_that_is_no_test(wheel: Path) -> None:
    shipped = set(zipfile.ZipFile(wheel).namelist())
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"][
        "packages"
    ]
    tracked = subprocess.run(["git", "ls-files", *packages], cwd=ROOT, capture_output=True, text=True, check=False)
    wanted = set(tracked.stdout.split("\n")) - {""}
    if not wanted:
        pytest.skip("no git here to say which files belong to the packages")
    wanted = {name for name in wanted if (ROOT / name).is_file()}
    assert wanted - shipped == set()
    for must in ("audit/languages/nl.toml", "checks/packs/nl.toml", "audit/migrations/env.py", "shopcheck/screen.toml"):
        assert must in shipped
    assert any(re.search(r"\.dist-info/licenses/LICENSE$", name) for name in shipped)
    assert not [name for name in shipped if name.startswith("tests/")]


@pytest.mark.browser
@pytest.mark.slow
def test_the_wheel_runs_the_demo_in_a_clean_environment_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """The dependencies are borrowed from this environment (there is no network in tests), the project is not."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "clean")], check=True, timeout=120)
    python = tmp_path / "clean/bin/python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--no-index", "--no-compile", str(wheel)], check=True, timeout=120
    )
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    borrowed = tmp_path / f"clean/lib/{version}/site-packages/borrowed.pth"
    borrowed.write_text(sysconfig.get_path("purelib") + "\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SHOPCHECK_")}
    environment["PYTHONPATH"] = str(GUARD)  # and not the checkout
    where = subprocess.run(
        [python, "-c", "import audit, checks, crawler, reports, shopcheck; print(shopcheck.__file__)"],
        cwd=elsewhere, env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert where.stdout.startswith(str(tmp_path / "clean"))
    done = subprocess.run(
        [tmp_path / "clean/bin/shopcheck", "demo"],
        cwd=elsewhere, env=environment, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    index = Path(done.stdout.splitlines()[-1])
    assert index == elsewhere / "shopcheck-demo/report/index.html"
    assert "Theehuis" in index.read_text("utf-8")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_hashes_and_no_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "--index" not in text
    entries = re.split(r"\n(?=[a-zA-Z0-9])", re.sub(r"^#.*\n", "", text, flags=re.M))
    locked = [entry for entry in entries if re.match(r"[a-zA-Z0-9._-]+(\[.*?\])?==", entry)]
    assert len(locked) > 50
    assert [entry.split("==")[0] for entry in locked if "--hash=sha256:" not in entry] == []


def names(requirements: list) -> set[str]:
    """Names of the distributions asked for, as the index writes them."""
    plain = [requirement for requirement in requirements if isinstance(requirement, str)]
    return {re.match(r"[a-zA-Z0-9._-]+", requirement)[0].lower().replace("_", "-") for requirement in plain}


def test_the_lock_holds_everything_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    def locked(name: str) -> set[str]:
        return {line.split("==")[0].lower() for line in (ROOT / name).read_text().splitlines() if "==" in line}

    wanted = names(project["project"]["dependencies"]) | names(project["dependency-groups"]["build"])
    assert wanted - locked("requirements.txt") == set()
    assert (wanted | names(project["dependency-groups"]["dev"])) - locked("requirements-dev.txt") == set()


def imported(*folders: str) -> dict[str, str]:
    """Other people's modules that the Python files under ``folders`` import, each with a file that does."""
    own = {"audit", "checks", "crawler", "mystery_shop", "reports", "shopcheck", "tests", "offline"}
    found: dict[str, str] = {}
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.importorskip":
                names.append(ast.literal_eval(node.args[0]))
            found |= {name.partition(".")[0]: str(file) for name in names}
    return {name: file for name, file in found.items() if name not in sys.stdlib_module_names and name not in own}


@pytest.mark.parametrize("part", ["packages", "tests"])
def test_whatever_is_imported_is_asked_for(part: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = names(project["project"]["dependencies"])
    folders = tuple(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    if part == "tests":
        asked |= names(project["dependency-groups"]["dev"])
        folders = ("tests",)
    homes = {
        module: {re.sub(r"[-_.]+", "-", home).lower() for home in found}
        for module, found in metadata.packages_distributions().items()
    }
    missing = {module: file for module, file in imported(*folders).items() if not homes.get(module, set()) & asked}
    assert missing == {}


def test_set_up_says_in_a_sentence_that_there_is_no_python(tmp_path: Path) -> None:
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    for name in ("sh", "tail", "printf"):
        (tmp_path / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "tools/setup.sh"), str(tmp_path / "venv"), "requirements.txt"],
        env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "No Python 3.11 or newer was found" in done.stderr


def test_set_up_says_in_a_sentence_that_packages_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("no-such-package-anywhere==1.0 --hash=sha256:" + "0" * 64 + "\n")
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "tools/setup.sh"), str(tmp_path / "venv"), str(tmp_path / "requirements.txt")],
        env=os.environ | {"PIP_NO_INDEX": "1", "PYTHON": sys.executable, "PYTHONPATH": ""},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "If there is no network, connect and run this again" in done.stderr


def test_nothing_in_the_project_names_a_registry_or_this_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not listed:
        pytest.skip("no git here to list the files")
    hosts = "|".join([r"files\.pythonhosted" + r"\.org", "pypi" + r"\.org/simple", r"registry\.npmjs" + r"\.org"])
    named = [
        name for name in listed
        if (ROOT / name).is_file() and re.search(hosts, (ROOT / name).read_text("utf-8", "replace"))
    ]  # fmt: skip
    assert named == []
