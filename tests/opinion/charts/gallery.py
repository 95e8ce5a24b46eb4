"""A page of all charts, through the layout of the site, as the pages of results will be."""

from typing import Any

from flask import Flask, g, render_template_string

from forum.opinion.analysis.published import Published
from forum.opinion.rules.charts.agreement import agreement
from forum.opinion.rules.charts.bars import bars
from forum.opinion.rules.charts.density import density
from forum.opinion.rules.charts.dots import dots
from forum.opinion.rules.charts.groups import groups
from forum.opinion.rules.charts.table import table
from tests.opinion.charts import samples

PAGE = """{% extends "layout.html" %}
{% from "opinion/charts/keys.html" import patterns, answers %}
{% from "opinion/charts/agreement.html" import agreement %}
{% from "opinion/charts/bars.html" import bars %}
{% from "opinion/charts/density.html" import density %}
{% from "opinion/charts/dots.html" import dots %}
{% from "opinion/charts/groups.html" import groups %}
{% from "opinion/charts/table.html" import table %}
{% block title %}Charts{% endblock %}
{% block main %}
{{ patterns() }}
<div class="wrap"><div class="head"><h1 class="owned" lang="en">How should the public learn what was agreed?</h1></div>
<div class="split"><div>
{% macro part(one, name, words) %}
<section class="sec" aria-labelledby="{{ name }}-{{ one.prefix }}"><header>
  <h2 id="{{ name }}-{{ one.prefix }}" lang="en">{{ words }} {{ one.name }}</h2></header>
{{ caller() }}</section>
{% endmacro %}
{% for one in rounds %}
{% call part(one, "over", "Where each side stands") %}{{ agreement(one.agreement) }}{% endcall %}
{% call part(one, "dots", "Bridges and divides") %}{{ dots(one.dots) }}{% endcall %}
{% call part(one, "bars", "Answers") %}{{ answers() }}{{ bars(one.bars, one.prefix) }}{% endcall %}
{% call part(one, "groups", "Opinion groups") %}{{ groups(one.groups) }}{% endcall %}
{% if one.density %}{% call part(one, "map", "Opinion map") %}{{ density(one.density) }}{% endcall %}{% endif %}
{% call part(one, "table", "All figures") %}{{ table(one.table, one.caption) }}{% endcall %}
{% endfor %}
</div><div class="beside"></div></div></div>
{% endblock %}"""


def charts(name: str, found: Published, prefix: str, names: tuple[str, ...] = ("Kosovo", "Serbia")) -> dict[str, Any]:
    """All charts of a round."""
    setting = samples.setting(found, names, prefix)
    return {
        "name": name, "prefix": prefix, "agreement": agreement(found, setting), "dots": dots(found, setting),
        "bars": bars(found, setting), "groups": groups(found, setting), "density": density(found),
        "table": table(found, setting), "caption": f"All figures of round {name}",
    }  # fmt: skip


def gallery(app: Flask, reading: str = "en") -> str:
    """Organisations, members, and a conversation without sides, on one page in a reading."""
    with app.test_request_context(f"/{reading}/about", base_url=app.config["SOFRA"].base_url):
        app.preprocess_request()
        g.public_path = True
        rounds = [
            charts("1", samples.organisations(), "o"),
            charts("2", samples.members(), "m"),
            charts("3", samples.one_side(14), "p", ("Everyone",)),
        ]
        return render_template_string(PAGE, rounds=rounds)
