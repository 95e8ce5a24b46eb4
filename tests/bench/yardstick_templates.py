"""The yardstick's pages, and the list of labels in them for its catalogue.

Labels stand where they are read, also inside the loop over posts: that is what an ordinary
application does, and part of what it costs.
"""

import re

FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title>
<meta name="viewport" content="width=device-width">
<meta name="description" content="{{ _('A forum of texts that mean nothing') }}"></head>
<body><header><a href="/">{{ _('The yardstick') }}</a><nav>
<a href="/">{{ _('Forums') }}</a> <a href="/newest">{{ _('Newest') }}</a>
<a href="/search">{{ _('Search') }}</a> <a href="/about">{{ _('About') }}</a>
{% if reader %}<a href="/unread">{{ ngettext('%(num)d unread', '%(num)d unread', unread) }}</a>
<a href="/people/{{ reader.id }}">{{ reader.name }}</a>
<form method="post" action="/sign-out"><input type="hidden" name="csrf_token"
 value="{{ csrf_token() }}"><button>{{ _('Sign out') }}</button></form>
{% else %}<a href="/sign-in">{{ _('Sign in') }}</a>{% endif %}</nav></header>
<main>{% block main %}{% endblock %}</main>
<footer><h2>{{ _('Languages') }}</h2><ul>{% for code in languages %}
<li><a href="/language/{{ code }}" hreflang="{{ code }}" lang="{{ code }}">{{ code }}</a></li>
{% endfor %}</ul><p><a href="/privacy">{{ _('Privacy') }}</a>
<a href="/contact">{{ _('Contact') }}</a></p></footer></body></html>
"""

TOPICS = """{% macro rows(topics, reader) %}<table><thead><tr><th>{{ _('Topic') }}</th>
<th>{{ _('Posts') }}</th><th>{{ _('Last post') }}</th></tr></thead><tbody>{% for topic in topics %}
<tr><td><a href="/topic/{{ topic.id }}">{{ topic.title }}</a>
{% if reader and (topic.read or 0) < topic.posts %}
<a href="/topic/{{ topic.id }}#p{{ (topic.read or 0) + 1 }}">{{ _('First unread') }}</a>{% endif %}
</td><td>{{ ngettext('%(num)d post', '%(num)d posts', topic.posts) }}</td>
<td><time datetime="{{ topic.last_at.isoformat() }}">{{ topic.last_at.strftime('%d.%m.%Y %H:%M') }}
</time> {{ _('Written by: %(name)s', name=topic.name) }}</td></tr>
{% endfor %}</tbody></table>{% endmacro %}
"""

INDEX = """{% extends 'frame.html' %}{% from 'topics.html' import rows with context %}
{% block title %}{{ _('Forums') }}{% endblock %}{% block main %}
<h1>{{ _('Forums') }}</h1><ul>{% for forum in forums %}
<li><h2><a href="/forum/{{ forum.id }}">{{ forum.title }}</a></h2>
<p>{{ ngettext('%(num)d topic', '%(num)d topics', forum.topics) }},
{{ ngettext('%(num)d post', '%(num)d posts', forum.posts) }}</p></li>{% endfor %}</ul>
<h2>{{ _('Newest topics') }}</h2>{{ rows(topics, reader) }}{% endblock %}
"""

FORUM = """{% extends 'frame.html' %}{% from 'topics.html' import rows with context %}
{% block title %}{{ forum.title }}{% endblock %}{% block main %}
<p><a href="/">{{ _('Forums') }}</a></p><h1>{{ forum.title }}</h1>
<p>{{ ngettext('%(num)d topic', '%(num)d topics', forum.topics) }}</p>{{ rows(topics, reader) }}
{% if topics %}<p><a rel="next" href="/forum/{{ forum.id }}?before={{ topics[-1].last_at.isoformat() }}">
{{ _('Older topics') }}</a></p>{% endif %}{% endblock %}
"""

TOPIC = """{% extends 'frame.html' %}{% block title %}{{ topic.title }}{% endblock %}{% block main %}
<p><a href="/">{{ _('Forums') }}</a> <a href="/forum/{{ topic.forum_id }}">{{ topic.forum }}</a></p>
<h1>{{ topic.title }}</h1><p>{{ ngettext('%(num)d post', '%(num)d posts', topic.posts) }}</p>
{% for post in posts %}<article id="p{{ post.position }}"><header>
<a href="/people/{{ post.author_id }}">{{ post.name }}</a>
<span>{{ ngettext('%(num)d post', '%(num)d posts', post.written) }}</span>
<a href="#p{{ post.position }}" title="{{ _('Link to this post') }}">
<time datetime="{{ post.created_at.isoformat() }}">{{ post.created_at.strftime('%d.%m.%Y %H:%M') }}
</time></a>{% if reader and post.position > (read or 0) %}<b>{{ _('New') }}</b>{% endif %}</header>
<div>{{ post.html|safe }}</div><footer>
<a href="/topic/{{ topic.id }}/reply?to={{ post.position }}">{{ _('Reply') }}</a>
<a href="/topic/{{ topic.id }}/reply?quote={{ post.position }}">{{ _('Quote') }}</a>
<a href="/topic/{{ topic.id }}/translate/{{ post.position }}">{{ _('Translate') }}</a>
<a href="/topic/{{ topic.id }}/history/{{ post.position }}">{{ _('Earlier versions') }}</a>
<a href="/topic/{{ topic.id }}/report/{{ post.position }}">{{ _('Report') }}</a>
{% if reader and reader.id == post.author_id %}
<a href="/topic/{{ topic.id }}/edit/{{ post.position }}">{{ _('Edit') }}</a>{% endif %}
</footer></article>{% endfor %}
<nav aria-label="{{ _('Pages') }}">{% if at > 1 %}
<a rel="prev" href="/topic/{{ topic.id }}?page={{ at - 1 }}">{{ _('Previous page') }}</a>{% endif %}
<span>{{ _('Page %(at)s of %(pages)s', at=at, pages=pages) }}</span>{% if at < pages %}
<a rel="next" href="/topic/{{ topic.id }}?page={{ at + 1 }}">{{ _('Next page') }}</a>{% endif %}</nav>
{% if reader %}<form method="post" action="/topic/{{ topic.id }}/reply">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<label>{{ _('Your reply') }} <textarea name="text" required></textarea></label>
<button>{{ _('Send') }}</button></form>
<form method="post" action="/topic/{{ topic.id }}/read"><input type="hidden" name="csrf_token"
 value="{{ csrf_token() }}"><input type="hidden" name="position"
 value="{{ posts[-1].position if posts else 0 }}"><button>{{ _('Read to here') }}</button></form>
{% else %}<p><a href="/sign-in">{{ _('Sign in to reply') }}</a></p>{% endif %}{% endblock %}
"""

SIGN_IN = """{% extends 'frame.html' %}{% block title %}{{ _('Sign in') }}{% endblock %}
{% block main %}<h1>{{ _('Sign in') }}</h1>
{% if failed %}<p role="alert">{{ _('Name or password is wrong.') }}</p>{% endif %}
<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
<label>{{ _('Name') }} <input name="name" required></label>
<label>{{ _('Password') }} <input name="password" type="password" required></label>
<button>{{ _('Sign in') }}</button></form>{% endblock %}
"""

TEMPLATES = {
    "frame.html": FRAME,
    "topics.html": TOPICS,
    "index.html": INDEX,
    "forum.html": FORUM,
    "topic.html": TOPIC,
    "sign_in.html": SIGN_IN,
}

LABELS = sorted(set(re.findall(r"gettext\('([^']+)'|_\('([^']+)'", "".join(TEMPLATES.values()))))
LABELS = sorted({first or second for first, second in LABELS})
