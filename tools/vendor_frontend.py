"""Copy the front-end packages from node_modules into the repository, byte for byte, each with licence and version.

    npm ci --ignore-scripts && python tools/vendor_frontend.py

Nothing is changed on the way: of dkfds the readable dist files are taken, because only the minified ones end in a
sourceMappingURL comment that the static-files manifest cannot resolve. Every file a stylesheet names is taken along
for the same reason, the fonts a browser never fetches (static/somv/fonts.css wins) included.
A fresh machine needs neither Node nor this script: what it writes is committed.
"""

import json
import re
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STATIC = ROOT / "static" / "vendor"
TESTS = ROOT / "tests" / "vendor"
CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
FONTS = [
    f"files/ibm-plex-sans-{subset}-{weight}-{style}.woff2"
    for subset in ("latin", "latin-ext")
    for weight, style in ((400, "normal"), (400, "italic"), (600, "normal"), (700, "normal"))
]


@dataclass(frozen=True)
class Package:
    """One npm package: which of its files we serve, and what its folder is called here."""

    name: str
    folder: str
    files: dict[str, str]  # path in the package → path in our folder
    home: Path = STATIC
    stylesheets: tuple[str, ...] = field(default=())  # in the package; the files they name are taken along

    @property
    def source(self) -> Path:
        return MODULES / self.name


PACKAGES = [
    Package(
        "dkfds",
        "dkfds",
        {
            "dist/css/dkfds.css": "css/dkfds.css",
            "dist/js/dkfds.js": "js/dkfds.js",
            "dist/img/all-svg-icons.svg": "img/all-svg-icons.svg",
            "dist/fonts/IBMPlexSans/complete/woff2/license.txt": "fonts/IBMPlexSans/license.txt",
            "LICENSE.md": "LICENSE.md",
        },
        stylesheets=("dist/css/dkfds.css",),
    ),
    Package("htmx.org", "htmx", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"}),
    Package(
        "@fontsource/ibm-plex-sans",
        "ibm-plex-sans",
        {"LICENSE": "LICENSE"} | {name: name.removeprefix("files/") for name in FONTS},
    ),
    Package(
        "axe-core",
        "axe-core",
        {name: name for name in ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt")},
        home=TESTS,
    ),
]


def named_files(package: Package) -> dict[str, str]:
    """The files a package's stylesheets name by a relative address, as source → target."""
    found = {}
    for sheet in package.stylesheets:
        folder = (package.source / sheet).parent
        for address in CSS_URL.findall((package.source / sheet).read_text(encoding="utf-8")):
            if not address.startswith(("data:", "#")):
                source = (folder / address.split("?")[0].split("#")[0]).resolve()
                relative = source.relative_to(package.source.resolve()).as_posix()
                found[relative] = relative.removeprefix("dist/")
    return found


def vendor(package: Package, locked: dict[str, dict[str, str]]) -> str:
    """Replace the package's folder by the locked version's files. Raises SystemExit when node_modules differs."""
    version = json.loads((package.source / "package.json").read_text(encoding="utf-8"))["version"]
    lock = locked[f"node_modules/{package.name}"]
    if version != lock["version"]:
        sys.exit(f"{package.name}: {version} is installed, {lock['version']} is locked; run npm ci --ignore-scripts")
    for old in package.home.glob(f"{package.folder}-[0-9]*"):
        shutil.rmtree(old)
    target = package.home / f"{package.folder}-{version}"
    files = package.files | named_files(package)
    for source, name in sorted(files.items()):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package.source / source, target / name)
    note = [
        f"package    {package.name}",
        f"version    {version}",
        f"licence    {lock['license']}",
        f"integrity  {lock['integrity']}",
        f"files      {len(files)}, copied unchanged by tools/vendor_frontend.py",
    ]
    (target / "VERSION").write_text("\n".join(note) + "\n", encoding="utf-8")
    return f"{target.relative_to(ROOT)}: {len(files)} files"


def main() -> None:
    lock_path = ROOT / "package-lock.json"
    lock = json.loads(lock_path.read_text(encoding="utf-8"))
    # npm writes each package's funding address into the lock; our lock names no host.
    for entry in lock["packages"].values():
        entry.pop("funding", None)
    lock_path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for package in PACKAGES:
        print(vendor(package, lock["packages"]))


if __name__ == "__main__":
    main()
