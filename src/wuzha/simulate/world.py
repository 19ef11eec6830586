"""What residents meet that is not a resident: shops, employers, banks, sites, apps, senders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wuzha.simulate.pool import Codes

Whole = NDArray[np.int64]
Weights = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """Honest parts of the world outside. Codes are texts of the city's pool."""

    merchant: Codes  # accounts of shops
    merchant_weight: Weights
    employer: Codes  # company accounts that pay salaries
    public: Codes  # accounts of schools, hospitals, utilities, authorities (on the register)
    company: Codes  # accounts of other companies: developers, dealers, travel agents
    stranger: Codes  # personal accounts of people who live elsewhere
    stranger_phone: Whole  # and their numbers, same rows
    stranger_token: Codes  # tokens of the same people, for events that a bank reports about them
    exchange: Codes  # accounts of money changers and crypto exchanges that are licensed
    sender: Codes  # registered senders of messages
    sender_weight: Weights
    code_text: Codes  # one-time codes and notices that registered senders write
    chat_text: Codes  # what friends and groups write
    advert_text: Codes  # advertisements
    service_line: Whole  # numbers of hotlines on the register
    courier_phone: Whole  # numbers of couriers and delivery riders
    center_phone: Whole  # numbers of honest call centres (sales, surveys, clinics)
    overseas_phone: Whole  # numbers abroad of relatives, schools, business partners
    site: Codes  # hosts of ordinary sites
    site_weight: Weights
    site_age: Whole  # days since registration on the first day of the city
    site_kind: Codes  # page_kind, NONE where the classifier could not tell
    package: Codes  # apps of the shops
    rare_chat: Codes  # apps for meetings and chats that few use (on the register of rare ones)
    remote_tool: Codes  # apps that can show the screen
