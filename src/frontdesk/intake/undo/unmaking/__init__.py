"""The record that accepting a referral made, once that is taken back."""
