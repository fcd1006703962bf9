// Names and words of the archive while somebody types: a list below the field, for mouse, keyboard and screen
// reader (the combobox of the ARIA Authoring Practices). Without this file the fields are plain search fields.
(() => {
    "use strict";
    const address = document.currentScript.dataset.address;
    const WAIT = 120; // milliseconds without a key before the archive is asked
    const LEAST = 2; // letters; fewer have too many endings
    const known = new Map();
    let number = 0;

    async function asked(text, signal) {
        if (!known.has(text)) {
            const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`, {signal});
            known.set(text, answer.ok ? (await answer.json()).suggestions : []);
        }
        return known.get(text);
    }

    function made(tag, attributes, text) {
        const element = document.createElement(tag);
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        if (text !== undefined) element.textContent = text;
        return element;
    }

    function attach(input) {
        const id = `suggestions-${number += 1}`;
        const list = made("ul", {id, role: "listbox", class: "suggestions", "aria-label": "Suggestions", hidden: ""});
        const status = made("span", {class: "unseen", role: "status"});
        input.after(list, status);
        input.form.classList.add("suggesting");
        for (const [name, value] of Object.entries({
            role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
            "aria-controls": id,
        })) input.setAttribute(name, value);
        let shown = [], active = -1, typed = "", timer, request;

        function close() {
            clearTimeout(timer);
            if (request) request.abort();
            list.hidden = true;
            active = -1;
            status.textContent = "";
            input.setAttribute("aria-expanded", "false");
            input.removeAttribute("aria-activedescendant");
        }

        function choose(at) {
            const options = [...list.children];
            if (options[active]) options[active].setAttribute("aria-selected", "false");
            active = at;
            input.value = at < 0 ? typed : shown[at].query;
            if (at < 0) return input.removeAttribute("aria-activedescendant");
            options[at].setAttribute("aria-selected", "true");
            // the list alone: the page stays where it is
            const {offsetTop: top, offsetHeight: height} = options[at];
            list.scrollTop = Math.min(top, Math.max(list.scrollTop, top + height - list.clientHeight));
            input.setAttribute("aria-activedescendant", options[at].id);
        }

        function take(at) {
            choose(at);
            close();
            if (input.dataset.suggest === "submit") input.form.requestSubmit();
        }

        function show(found) {
            shown = found;
            list.replaceChildren(...found.map((one, at) => {
                const option = made("li", {id: `${id}-${at}`, role: "option", "aria-selected": "false"});
                const count = `${one.kind === "word" ? "" : `${one.kind}, `}${one.count.toLocaleString("en")}`;
                option.append(made("span", {}, one.text), " ", made("span", {class: "meta"}, count));
                // before the field loses the focus
                option.addEventListener("pointerdown", (event) => { event.preventDefault(); take(at); });
                return option;
            }));
            if (!found.length) return close();
            list.style.left = `${input.offsetLeft}px`;
            list.style.top = `${input.offsetTop + input.offsetHeight}px`;
            list.style.minWidth = `${input.offsetWidth}px`;
            list.hidden = false;
            active = -1;
            input.removeAttribute("aria-activedescendant");
            input.setAttribute("aria-expanded", "true");
            status.textContent = `${found.length} suggestion${found.length === 1 ? "" : "s"}`;
        }

        input.addEventListener("input", () => {
            typed = input.value;
            close();
            if (typed.trim().length < LEAST) return;
            timer = setTimeout(async () => {
                request = new AbortController();
                try {
                    show(await asked(typed.trim(), request.signal));
                } catch {
                    // no suggestions then: the field works without
                }
            }, WAIT);
        });
        input.addEventListener("keydown", (event) => {
            if (list.hidden || event.isComposing) return;
            const last = shown.length - 1;
            if (event.key === "ArrowDown") choose(active < last ? active + 1 : -1);
            else if (event.key === "ArrowUp") choose(active < 0 ? last : active - 1);
            else if (event.key === "Escape") { choose(-1); close(); }
            else if (event.key === "Enter" && active >= 0) take(active);
            else return;
            event.preventDefault();
        });
        input.addEventListener("blur", close);
    }

    document.querySelectorAll("input[data-suggest]").forEach(attach);
})();
