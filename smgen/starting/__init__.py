"""What `smgen new` writes: a template, a brand or a campaign that works at once and explains itself in comments."""

from __future__ import annotations

from smgen.starting.brand import new_brand
from smgen.starting.campaign import new_campaign
from smgen.starting.template import new_template

__all__ = ["new_brand", "new_campaign", "new_template"]
