"""Referral chains: how they grow, who carries them, where they break."""
