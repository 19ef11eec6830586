"""The report as one page: for the person who answers for a policy, in Chinese or English."""
