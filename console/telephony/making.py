"""The switchboard and the exchange that the settings name."""

from console.desk import Desk
from console.people.accounts import Accounts
from console.setting_areas.telephony import extensions_of
from console.settings import Settings
from console.shared_parts import Shared
from console.telephony.exchange import Exchange
from console.telephony.switchboard import Switchboard
from dispatch.domain.actors import Actor
from dispatch.domain.clock import Clock


def switchboard_of(shared: Shared, desk: Desk, accounts: Accounts) -> Switchboard:
    """Not yet listening."""

    def person(username: str) -> Actor | None:
        account = accounts.find_account(username)
        return account.actor if account else None

    return Switchboard(
        exchange_of(shared.settings, shared.clock),
        desk,
        lambda: shared.readside.board,
        shared.clock,
        extensions_of(shared.settings.extensions),
        person,
        lambda away: shared.system().exchange_away(away),
    )


def exchange_of(settings: Settings, clock: Clock) -> Exchange | None:
    """The exchange, not yet connected; None when calls are told by HTTP only."""
    if settings.telephony == "simulated":
        from console.telephony.simulated import SimulatedExchange

        return SimulatedExchange(clock)
    if settings.telephony == "freeswitch":
        from console.telephony.freeswitch import FreeSwitch, FreeSwitchAddress

        return FreeSwitch(
            FreeSwitchAddress(
                host=settings.freeswitch_host,
                port=settings.freeswitch_port,
                password=settings.freeswitch_password,
                numbers=frozenset(n.strip() for n in settings.emergency_numbers.split(",")),
                context=settings.freeswitch_context,
            )
        )
    if settings.telephony == "asterisk":
        from console.telephony.asterisk import Asterisk, AsteriskAddress

        return Asterisk(
            AsteriskAddress(
                url=settings.asterisk_url,
                user=settings.asterisk_user,
                password=settings.asterisk_password,
                application=settings.asterisk_application,
                endpoint=settings.asterisk_endpoint,
                context=settings.asterisk_context,
            )
        )
    return None
