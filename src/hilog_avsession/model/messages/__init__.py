"""The sentences, in English and Chinese, of the values that say something by themselves: blind spots, input errors.

All other sentences are in `output/messages`. These are here because `BlindSpot.text` and `InputError.message` are
attributes that programs read, the JSON report writes and redaction rewrites, and none of these may import `output`. A
renderer handed to the JSON encoder would serve only the encoder.
"""
