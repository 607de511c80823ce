"""What a screen is told of a record: whole entities, merged by id (``/api/board``, ``/live``)."""

from dispatch.projections.views.alarms import *
from dispatch.projections.views.boundary import *
from dispatch.projections.views.calls import *
from dispatch.projections.views.desks import *
from dispatch.projections.views.hospitals import *
from dispatch.projections.views.incidents import *
from dispatch.projections.views.locations import *
from dispatch.projections.views.messages import *
from dispatch.projections.views.moves import *
from dispatch.projections.views.referrals import *
from dispatch.projections.views.requests import *
from dispatch.projections.views.roads import *
from dispatch.projections.views.shared import *
from dispatch.projections.views.shifts import *
from dispatch.projections.views.tasks import *
from dispatch.projections.views.triage import *
from dispatch.projections.views.vehicles import *
