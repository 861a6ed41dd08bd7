// Its keys are in keys.js now.
