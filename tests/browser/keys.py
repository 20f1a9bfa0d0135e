"""Going through the product with the keyboard alone: Tab to a thing, see that one is there, press keys."""

from __future__ import annotations

from typing import Any

FARTHEST = 120  # stops; who needs more would have given up

_HERE = """selector => {
    const at = document.activeElement;
    return at !== document.body && at.matches(selector);
}"""
_NAME = """() => {
    const at = document.activeElement;
    return `${at.tagName} ${at.id || at.name || (at.innerText || "").trim().slice(0, 30)}`;
}"""
_BOX = """() => {
    const at = document.activeElement;
    const shown = at.matches("[type=radio], [type=checkbox]") ? at.closest("div") : at;
    const box = shown.getBoundingClientRect();
    return [box.x, box.y, box.width, box.height, innerWidth, innerHeight];
}"""
_PUT_BACK = """() => {
    window.wasAt.focus({ preventScroll: true });
    // What hiding the caret left behind; htmx would carry it over to the next field of that name, past the CSP.
    document.querySelectorAll('[style=""]').forEach(field => field.removeAttribute("style"));
}"""
_AROUND = 6  # pixels that the mark of the focus may stand outside its element


class Keys:
    """A page, and a pair of hands without a mouse."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def at(self, selector: str) -> bool:
        return self.page.evaluate(_HERE, selector)

    def tab_to(self, selector: str, *, back: bool = False) -> None:
        """Tab until what has the focus matches; it must be on the screen, and the focus must be seen."""
        stops: list[str] = []
        while not self.at(selector):
            assert len(stops) < FARTHEST, f"{selector} is not reached: {stops}"
            self.press("Shift+Tab" if back else "Tab")
            stops.append(self.page.evaluate(_NAME))
        self.sees_focus()

    def into_content(self) -> None:
        """Past header and menu by the first link of the page."""
        self.page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); }")
        self.press("Tab")
        assert self.at(".skipnav"), self.page.evaluate(_NAME)
        self.sees_focus()
        self.press("Enter")
        self.page.wait_for_function("document.activeElement.id === 'main-content'")

    def open(self, selector: str) -> None:
        """Tab to a link or button and press Enter; waits for the page it leads to."""
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.press("Enter")

    def sees_focus(self) -> None:
        """The element is within the window, and looks otherwise with the focus than without."""
        self.page.evaluate("Promise.all(document.getAnimations().map(move => move.finished.catch(() => null)))")
        self.page.wait_for_function(
            "() => { const box = document.activeElement.getBoundingClientRect();"
            " return box.bottom > 0 && box.top < innerHeight; }"
        )
        x, y, width, height, wide, tall = self.page.evaluate(_BOX)
        left, top = max(x - _AROUND, 0), max(y - _AROUND, 0)
        clip = {
            "x": left,
            "y": top,
            "width": max(min(x + width + _AROUND, wide) - left, 1),
            "height": max(min(y + height + _AROUND, tall) - top, 1),
        }
        seen = self.page.screenshot(clip=clip, animations="disabled")
        self.page.evaluate("() => { window.wasAt = document.activeElement; window.wasAt.blur(); }")
        unseen = self.page.screenshot(clip=clip, animations="disabled")
        self.page.evaluate(_PUT_BACK)
        assert seen != unseen, f"the focus is not seen on {self.page.evaluate(_NAME)}"
